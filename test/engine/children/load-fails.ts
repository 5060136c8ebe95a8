/** Says why it cannot load, and stays. */
import { hear, say } from './channel.js';

hear(() => {
  say({ kind: 'loadFailed', message: 'the graph makes no sense' });
});
