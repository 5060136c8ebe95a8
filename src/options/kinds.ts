/** The kinds of options that commands have, and how their values are read. */
export interface Option<Value> {
  /** What the help shows for the value, such as `NUMBER`. */
  readonly placeholder: string;
  readonly description: string;
  /** The default, as one would write it. */
  readonly byDefault: string;
  /** Throws an Error that tells what a value must be. */
  readonly parse: (text: string) => Value;
}

export function text(placeholder: string, byDefault: string, description: string): Option<string> {
  const parse = (value: string) => {
    if (value !== '') return value;
    throw new Error('it is empty');
  };
  return { placeholder, byDefault, description, parse };
}

export function integer(
  byDefault: number,
  [least, most]: readonly [number, number],
  description: string,
): Option<number> {
  const parse = (value: string) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new Error(`${value} is not a whole number from ${least} to ${most}`);
  };
  return { placeholder: 'NUMBER', byDefault: String(byDefault), description, parse };
}

/** Reads a word that is one of these. */
export function oneOf<const Values extends readonly string[]>(values: Values) {
  return (value: string): Values[number] => {
    const found = values.find((one) => one === value);
    if (found !== undefined) return found;
    throw new Error(`${value} is none of ${values.join(', ')}`);
  };
}

export function choice<const Values extends readonly string[]>(
  values: Values,
  byDefault: Values[number],
  description: string,
): Option<Values[number]> {
  return { placeholder: values.join('|'), byDefault, description, parse: oneOf(values) };
}

/** The placeholder of options that are yes or no. */
export const YES_OR_NO = 'true|false';

export function yesOrNo(byDefault: 'true' | 'false', description: string): Option<boolean> {
  const words = { true: ['1', 'true', 'yes', 'on'], false: ['0', 'false', 'no', 'off'] };
  const parse = (value: string) => {
    const word = value.toLowerCase();
    if (words.true.includes(word)) return true;
    if (words.false.includes(word)) return false;
    throw new Error(`${value} is none of ${[...words.true, ...words.false].join(', ')}`);
  };
  return { placeholder: YES_OR_NO, byDefault, description, parse };
}

export function address(byDefault: string, description: string): Option<string> {
  const parse = (value: string) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    const plain = url !== null && `${url.username}${url.password}${url.search}${url.hash}` === '';
    if (plain && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
    throw new Error(`${value} is no web address such as ${byDefault}`);
  };
  return { placeholder: 'ADDRESS', byDefault, description, parse };
}

/** Origins of web pages, as browsers tell them (RFC 6454): null for none, `*` for all. */
export function origins(description: string): Option<readonly string[] | '*' | null> {
  const check = (value: string) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    if (url !== null && /^https?:$/.test(url.protocol) && url.origin === value) return value;
    throw new Error(`${value} is no origin such as https://example.org, without a path`);
  };
  const parse = (value: string) => {
    if (value === 'none') return null;
    return value === '*' ? value : value.split(',').map(check);
  };
  return { placeholder: 'ORIGINS', byDefault: 'none', description, parse };
}

/** A file, null for none. Whether it can be read is seen when it is. */
export function file(description: string): Option<string | null> {
  const parse = (value: string) => {
    if (value !== '') return value === 'none' ? null : value;
    throw new Error('it is empty');
  };
  return { placeholder: 'FILE', byDefault: 'none', description, parse };
}

/** Some of several words, with commas between them, or `none`. */
export function someOf<const Values extends readonly string[]>(
  values: Values,
  byDefault: readonly Values[number][],
  description: string,
): Option<readonly Values[number][]> {
  const check = (value: string) => {
    const found = values.find((one) => one === value);
    if (found !== undefined) return found;
    throw new Error(`${value} is none of ${values.join(', ')}`);
  };
  const parse = (value: string) => (value === 'none' ? [] : value.split(',').map(check));
  return { placeholder: 'LIST', byDefault: byDefault.join(',') || 'none', description, parse };
}

/** What goes into a header. Messages do not repeat it. */
export function secret(placeholder: string, description: string): Option<string | null> {
  const parse = (value: string) => {
    // Files that hold one end with a line break.
    const token = value.trim();
    if (!/^[\x21-\x7e]+$/.test(token)) throw new Error('it is empty, or holds a space');
    return token === 'none' ? null : token;
  };
  return { placeholder, byDefault: 'none', description, parse };
}

/** A part of a whole, such as 0.95. */
export function share(byDefault: number, description: string): Option<number> {
  const parse = (value: string) => {
    const number = /^(?:\d+\.?\d*|\.\d+)$/.test(value) ? Number(value) : Number.NaN;
    if (number >= 0 && number <= 1) return number;
    throw new Error(`${value} is not a number from 0 to 1`);
  };
  return { placeholder: 'NUMBER', byDefault: String(byDefault), description, parse };
}
