import type { Client } from './client.js';
import type { Messages } from './messages/messages.js';
import type { Served } from './served.js';

/** What every part of the page is made with. */
export interface Context {
  readonly text: Messages;
  readonly client: Client;
  /** The model that answers. */
  readonly model: Served;
  /** How many are served: only among several, a request has to name one. */
  readonly modelCount: number;
}

/** A request's body, with the name of the model where that has to be said. */
export const naming = <Body extends object>({ model, modelCount }: Context, body: Body): Body =>
  modelCount > 1 ? { model: model.name, ...body } : body;
