/** Characters that nobody sees: zero width, soft hyphens, directions of writing, byte order marks. */
const INVISIBLE = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

const SPACES = /[\s\u0085]+/g;

const CONTROLS = /\p{Cc}/gu;

/** Half of a pair, or reserved by Unicode for programs: no tokenizer knows them. */
const NO_CHARACTERS = /[\p{Surrogate}\p{Noncharacter_Code_Point}]/gu;

/** What stands where something could not be decoded. */
export const REPLACEMENT = '\ufffd';

/**
 * One line of clean characters: in NFC, without control characters and invisible ones, all white
 * space as single spaces. Cleaning twice changes nothing.
 */
export const cleanCharacters = (text: string): string =>
  text
    .replace(INVISIBLE, '')
    .replace(SPACES, ' ')
    .replace(CONTROLS, '')
    .replace(NO_CHARACTERS, REPLACEMENT)
    .normalize('NFC')
    // What stood between spaces may be gone.
    .replace(/ {2,}/g, ' ')
    .trim();
