/**
 * GPT-2's alphabet: a printable character for each byte. Bytes that are printable in Latin-1 stand
 * for themselves, the others follow from U+0100 (`bytes_to_unicode` of transformers).
 */
export const BYTE_CHARACTERS: readonly string[] = makeAlphabet();

const bytesOf: ReadonlyMap<string, number> = new Map(
  BYTE_CHARACTERS.map((character, byte) => [character, byte]),
);

function makeAlphabet(): string[] {
  const isPrintable = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
  let others = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(isPrintable(byte) ? byte : others++),
  );
}

/** The character that a space becomes, with which most pieces of a vocabulary begin. */
export const BYTE_SPACE = 'Ġ';

/** The UTF-8 bytes of a text, a character each. */
export function toByteCharacters(text: string): string {
  let characters = '';
  for (const byte of Buffer.from(text)) characters += BYTE_CHARACTERS[byte] ?? '';
  return characters;
}

/** The text of pieces; broken characters become U+FFFD. */
export function fromByteCharacters(pieces: readonly string[]): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(pieces.flatMap(bytesOfPiece)),
  );
}

/** A piece with any other character is not of the alphabet, and stands for its own bytes. */
function bytesOfPiece(piece: string): number[] {
  const bytes: number[] = [];
  for (const character of piece) {
    const byte = bytesOf.get(character);
    if (byte === undefined) return [...Buffer.from(piece)];
    bytes.push(byte);
  }
  return bytes;
}
