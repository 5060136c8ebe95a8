import { ServiceError } from '../errors.js';

/**
 * What a text that cannot be answered spoils: the whole request, as in the reference, or only its own
 * place in the answer.
 */
export const errorScopes = ['request', 'item'] as const;
export type ErrorScope = (typeof errorScopes)[number];

/** What became of one text of a request: a result, or the error that is its own. */
export type Item<Result> = Result | ServiceError;

export const isFailed = <Result>(item: Item<Result>): item is ServiceError =>
  item instanceof ServiceError;

/** Makes something of each result; errors stay where they are. */
export const mapResults = <Result, Made>(
  items: readonly Item<Result>[],
  make: (result: Result) => Made,
): Item<Made>[] => items.map((item) => (isFailed(item) ? item : make(item)));

/** Gives a text's own error in its place, or throws it where it is the request's. */
export async function attempt<Made>(
  scope: ErrorScope,
  make: () => Made | Promise<Made>,
): Promise<Item<Made>> {
  try {
    return await make();
  } catch (error) {
    if (scope === 'item' && error instanceof ServiceError) return error;
    throw error;
  }
}

/** The results of a request whose texts share their fate. */
export const requireResults = <Result>(items: readonly Item<Result>[]): Result[] =>
  items.map((item) => {
    if (isFailed(item)) throw item;
    return item;
  });
