/** Opens a model in a process of its own; prints its package's folder, or what was thrown. */
import { openModel } from '../../src/package/cache.js';
import { ServiceError } from '../../src/errors.js';

const [checkpoint = '', home = ''] = process.argv.slice(2);
try {
  const { directory } = await openModel(checkpoint, { home, precision: 'fp32' });
  process.stdout.write(`${directory}\n`);
} catch (error) {
  if (!(error instanceof ServiceError)) throw error;
  process.stdout.write(`${error.code} ${error.message}\n`);
}
