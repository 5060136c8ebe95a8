import type { Progress } from '../package/convert.js';

/** Quick work shows nothing; longer work a line a second. */
const EVERY_MS = 1000;

/** Tells on standard error how far long work has come, such as `converting the model: 40 %`. */
export function showProgress(what: string): Progress {
  let shown = performance.now();
  return (done, total) => {
    const now = performance.now();
    if (now - shown < EVERY_MS) return;
    shown = now;
    process.stderr.write(`${what}: ${Math.floor((100 * done) / total)} %\n`);
  };
}
