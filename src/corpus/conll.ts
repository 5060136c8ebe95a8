/**
 * Tokens and their tags, one pair a line and an empty line after each sentence, as in the shared
 * tasks of CoNLL. Tags are read in IOB1, BIO (IOB2), IOBES and BILOU alike, by the rules of conlleval
 * (Tjong Kim Sang and Buchholz 2000): a tag that cannot go on begins.
 */
import type { AnnotatedText, InvalidLine, Mention } from './mention.js';

const TAG = /^(?:O|([BIELSU])-(.+))$/;

/**
 * Sentences with their entities, each a text of its own: tokens with a space between them. The token
 * is the first column, the tag the last; tabs or spaces separate them.
 */
export function readConll(content: string, invalid: InvalidLine): AnnotatedText[] {
  const sentences: AnnotatedText[] = [];
  let sentence = new Sentence();
  const end = () => {
    if (!sentence.isEmpty) sentences.push(sentence.finish());
    sentence = new Sentence();
  };
  for (const [index, line] of content.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '') end();
    else if (!trimmed.startsWith('-DOCSTART-')) {
      const columns = trimmed.split(trimmed.includes('\t') ? '\t' : /\s+/);
      const [token = '', tag] = [columns[0], columns.length > 1 ? columns.at(-1) : undefined];
      const found = tag === undefined ? null : TAG.exec(tag);
      if (found === null || token === '') {
        throw invalid(index + 1, 'it is no token and a tag such as O, B-LABEL or I-LABEL');
      }
      sentence.add(token, found[1] ?? 'O', found[2] ?? '');
    }
  }
  end();
  return sentences;
}

/** One sentence on its way; an entity is open until a tag ends it. */
class Sentence {
  #text = '';
  #length = 0;
  readonly #mentions: Mention[] = [];
  #open: { readonly label: string; readonly start: number; end: number } | null = null;

  get isEmpty(): boolean {
    return this.#text === '';
  }

  add(token: string, prefix: string, label: string): void {
    if (!this.isEmpty) {
      this.#text += ' ';
      this.#length += 1;
    }
    const start = this.#length;
    this.#text += token;
    this.#length += Array.from(token).length;
    const goesOn = 'IEL'.includes(prefix) && this.#open?.label === label;
    if (!goesOn) this.#close();
    if (prefix === 'O') return;
    this.#open ??= { label, start, end: 0 };
    this.#open.end = this.#length;
    if ('ELSU'.includes(prefix)) this.#close();
  }

  finish(): AnnotatedText {
    this.#close();
    return { text: this.#text, mentions: this.#mentions };
  }

  #close(): void {
    if (this.#open === null) return;
    const { label, start, end } = this.#open;
    this.#mentions.push({ label, spans: [{ start, end }] });
    this.#open = null;
  }
}
