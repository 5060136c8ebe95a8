import type { Found } from '../found.js';
import type { XmlDocuments } from './xml-documents.js';

/**
 * BioC (Comeau et al., 2013): a collection of documents of passages. A passage is a paragraph; one
 * that has sentences instead of a text is these, and texts of annotations are none of the document.
 */
export class BiocDocuments implements XmlDocuments {
  readonly #path: string[] = [];
  #ended: Found[] = [];
  #number = 0;
  #id = '';
  #text = '';
  #passage: string[] = [];
  #paragraphs: string[] = [];

  open(name: string): void {
    this.#path.push(name);
    this.#text = '';
  }

  text(text: string): void {
    this.#text += text;
  }

  close(name: string): void {
    this.#path.pop();
    const parent = this.#path.at(-1);
    if (name === 'id' && parent === 'document') this.#id = this.#text.trim();
    else if (name === 'text' && (parent === 'passage' || parent === 'sentence')) {
      this.#passage.push(this.#text.trim());
    } else if (name === 'passage') this.#endPassage();
    else if (name === 'document') this.#endDocument();
    this.#text = '';
  }

  take(): Found[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  #endPassage(): void {
    this.#paragraphs.push(this.#passage.join(' '));
    this.#passage = [];
  }

  #endDocument(): void {
    this.#number += 1;
    const id = this.#id === '' ? null : this.#id;
    this.#ended.push({ kind: 'document', id, number: this.#number, paragraphs: this.#paragraphs });
    this.#id = '';
    this.#paragraphs = [];
  }
}
