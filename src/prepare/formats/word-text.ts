/** What is in paragraphs without being read: deleted text, and the older of two forms of a drawing. */
const SKIPPED: ReadonlySet<string> = new Set(['del', 'moveFrom', 'Fallback']);

/** Characters that Word writes as elements. */
const CHARACTERS: Readonly<Record<string, string>> = { tab: ' ', noBreakHyphen: '-' };

/**
 * Collects the paragraphs of WordprocessingML (ECMA-376, part 1, chapter 17); gets its elements in
 * their order. A row of a table is one, unless a cell has several.
 */
export class WordText {
  readonly paragraphs: string[] = [];
  #pieces: string[] = [];
  #skipped = 0;
  #inText = 0;
  /** Paragraphs that have begun in each of the cells that we are in. */
  readonly #cells: number[] = [];

  open(name: string): void {
    if (SKIPPED.has(name)) this.#skipped += 1;
    if (name === 't') this.#inText += 1;
    else if (name === 'tc') this.#cells.push(0);
    else if (name === 'p') this.#beginParagraph();
    else if (name === 'br' || name === 'cr') this.#end();
    else this.#add(CHARACTERS[name] ?? '');
  }

  text(text: string): void {
    if (this.#inText > 0) this.#add(text);
  }

  close(name: string): void {
    if (SKIPPED.has(name)) this.#skipped -= 1;
    if (name === 't') this.#inText -= 1;
    else if (name === 'tr') this.#end();
    else if (name === 'p' && this.#cells.length === 0) this.#end();
    else if (name === 'tc') {
      this.#cells.pop();
      this.#add(' ');
    }
  }

  #beginParagraph(): void {
    const before = this.#cells.pop();
    if (before === undefined) {
      this.#end();
      return;
    }
    if (before > 0) this.#end();
    this.#cells.push(before + 1);
  }

  #add(piece: string): void {
    if (piece !== '' && this.#skipped === 0) this.#pieces.push(piece);
  }

  #end(): void {
    const text = this.#pieces.join('').trim();
    if (text !== '') this.paragraphs.push(text);
    this.#pieces = [];
  }
}
