import { transform, type Aligned, type Change } from './aligned.js';

export type Form = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/**
 * A text in a Unicode normalization form. `String.normalize` gives the text; what each character
 * stands for needs the steps between, which are those of UAX #15 in the order of the crate
 * unicode-normalization-alignments (decompose.rs, recompose.rs).
 */
export function normalizeForm(text: Aligned, form: Form): Aligned {
  if (text.text.normalize(form) === text.text) return text;
  const apart = decompose(text.text, form === 'NFC' || form === 'NFD' ? 'NFD' : 'NFKD');
  return transform(text, form === 'NFD' || form === 'NFKD' ? apart : compose(apart));
}

/** Characters taken apart, and the marks of each letter in their canonical order. */
function decompose(text: string, form: 'NFD' | 'NFKD'): Change[] {
  const changes: Change[] = [];
  /** Marks since the last letter. */
  let marks: Change[] = [];
  const flush = () => {
    // Stable: marks of one class keep their order.
    marks.sort(([a], [b]) => combiningClass(a) - combiningClass(b));
    changes.push(...marks);
    marks = [];
  };
  for (const character of text) {
    let change = 0;
    for (const part of character < '\u0080' ? character : character.normalize(form)) {
      if (combiningClass(part) === 0) {
        flush();
        changes.push([part, change]);
      } else marks.push([part, change]);
      change = 1;
    }
  }
  flush();
  return changes;
}

/** Puts letters and marks together wherever Unicode has a character for them. */
function compose(apart: readonly Change[]): Change[] {
  const changes: Change[] = [];
  let letter: Change | null = null;
  /** Marks of the letter that it could not take in, and the class of the last one. */
  let marks: Change[] = [];
  let lastClass = 0;
  for (const change of apart) {
    const own = combiningClass(change[0]);
    if (letter === null) {
      if (own === 0) letter = change;
      else changes.push(change);
      continue;
    }
    // A mark is kept from its letter by one of the same class, or a higher one, between them.
    const blocked = marks.length > 0 && lastClass >= own;
    const composed = blocked ? null : composePair(letter[0], change[0]);
    if (composed !== null) {
      letter = [composed, letter[1] + change[1] - 1];
    } else if (own === 0) {
      changes.push(letter, ...marks);
      [letter, marks] = [change, []];
    } else {
      marks.push(change);
      lastClass = own;
    }
  }
  if (letter !== null) changes.push(letter, ...marks);
  return changes;
}

function composePair(first: string, second: string): string | null {
  // Nothing before the combining marks is the second half of a character.
  if (second < '\u0300') return null;
  const both = (first + second).normalize('NFC');
  return Array.from(both).length === 1 ? both : null;
}

/**
 * A mark of each canonical combining class, in the order of the classes. JavaScript does not tell
 * a character's class, but sorts marks by it.
 */
const CLASSES = Array.from(
  '\u0334\u{16FF0}\u093C\u3099\u094D\u05B0\u05B1\u05B2\u05B3\u05B4\u05B5\u05B6\u05B7\u05B8' +
    '\u05B9\u05BB\u05BC\u05BD\u05BF\u05C1\u05C2\uFB1E\u064B\u064C\u064D\u064E\u064F\u0650\u0651' +
    '\u0652\u0670\u0711\u0C55\u0C56\u0E38\u0E48\u0EB8\u0EC8\u0F71\u0F72\u0F74\u0321\u1DCE\u031B' +
    '\u302A\u0316\u059A\u302E\u{1D16D}\u05AE\u0301\u0315\u035C\u035D\u0345',
);

const classes = new Map<string, number>();

/** A number that is 0 for letters, and orders marks as their canonical combining classes do. */
function combiningClass(character: string): number {
  if (character < '\u0300') return 0;
  let found = classes.get(character);
  if (found === undefined) {
    found = findClass(character);
    classes.set(character, found);
  }
  return found;
}

function findClass(character: string): number {
  if (!/\p{M}/u.test(character)) return 0;
  const last = CLASSES.at(-1) ?? '';
  const isMark = character === last || isBefore(character, last);
  return isMark ? 1 + CLASSES.filter((other) => isBefore(other, character)).length : 0;
}

/** Whether a mark has a lower class than another; letters are before nothing. */
const isBefore = (mark: string, other: string): boolean =>
  mark !== other && (other + mark).normalize('NFD') === mark + other;
