/** Helpers for JSON whose shape nobody has checked yet. */

/** Longest piece of a foreign value in a message; a hostile file may hold a name of megabytes. */
const MAX_PRINTED_CHARACTERS = 200;

/** True for a JSON object: not for a list, not for null. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A count that a JavaScript number holds exactly; past 2^53 a sum could be silently wrong. */
export const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/**
 * A foreign name for a message: as it is where that is harmless, otherwise quoted, with control
 * characters escaped, and cut.
 */
export function printable(name: string): string {
  if (name.length <= MAX_PRINTED_CHARACTERS && /^[\w.:/@+-]+$/.test(name)) return name;
  const quoted = JSON.stringify(name.slice(0, MAX_PRINTED_CHARACTERS));
  return name.length > MAX_PRINTED_CHARACTERS ? `${quoted}…` : quoted;
}

/**
 * A foreign value for a message. Lists and objects are only named: printing one could overflow
 * the stack, since `JSON.parse` accepts any depth.
 */
export function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (typeof value === 'string') return printable(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** Strings of a JSON value that is one string or a list of them; whatever else it holds is left out. */
export const stringsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');
