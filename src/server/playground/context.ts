import type { Info } from './api.js';
import type { Client } from './client.js';
import type { Messages } from './messages/messages.js';

/** What every part of the page is made with. */
export interface Context {
  readonly text: Messages;
  readonly client: Client;
  readonly model: Info;
}
