import { SeenTexts } from './filters/duplicates.js';

/** Names of documents, each given once. */
export class Names {
  readonly #given = new SeenTexts();

  /**
   * The document's own name. One that has none, or one that was given before, is named by its file,
   * and where that holds several by its number in it, such as `notas.csv#3`.
   */
  give(own: string | null, source: string, number: number | null): string {
    if (own !== null && this.#given.add(own)) return own;
    const byPlace = number === null ? source : `${source}#${number}`;
    let name = byPlace;
    for (let again = 2; !this.#given.add(name); again++) name = `${byPlace}~${again}`;
    return name;
  }
}
