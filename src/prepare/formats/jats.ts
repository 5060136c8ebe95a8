import type { Found } from '../found.js';
import type { XmlDocuments } from './xml-documents.js';

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** Elements whose text is a paragraph. */
const PARAGRAPHS = words('article-title subtitle title p verse-line disp-quote attrib term');

/** Parts of an article that are read; its other metadata are no text. */
const PARTS = words('title-group abstract trans-abstract trans-title-group body');

/** What stands in paragraphs without being text, and what is a list of its own. */
const SKIPPED = words(
  'ref-list table-wrap-foot tex-math math inline-formula disp-formula inline-graphic graphic ' +
    'alternatives fn-group sub-article response object-id label',
);

/** JATS (NISO Z39.96), also several articles in one file. Sub-articles are mostly translations. */
export class JatsDocuments implements XmlDocuments {
  #ended: Found[] = [];
  #number = 0;
  #depth = { part: 0, paragraph: 0, skipped: 0 };
  #id: string | null = null;
  #inId = false;
  #pieces: string[] = [];
  #paragraphs: string[] = [];

  open(name: string): void {
    const depth = this.#depth;
    if (SKIPPED.has(name)) depth.skipped += 1;
    if (PARTS.has(name)) depth.part += 1;
    if (PARAGRAPHS.has(name)) {
      this.#endParagraph();
      depth.paragraph += 1;
    }
    this.#inId = name === 'article-id' && this.#id === null && depth.skipped === 0;
  }

  text(text: string): void {
    const { part, paragraph, skipped } = this.#depth;
    if (this.#inId) this.#id = `${this.#id ?? ''}${text}`;
    else if (part > 0 && paragraph > 0 && skipped === 0) this.#pieces.push(text);
  }

  close(name: string): void {
    const depth = this.#depth;
    this.#inId = false;
    if (SKIPPED.has(name)) depth.skipped -= 1;
    if (PARTS.has(name)) depth.part -= 1;
    if (PARAGRAPHS.has(name)) {
      depth.paragraph -= 1;
      this.#endParagraph();
    }
    if (name === 'article' && depth.skipped === 0) this.#endArticle();
  }

  take(): Found[] {
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  #endParagraph(): void {
    const text = this.#pieces.join('').trim();
    if (text !== '') this.#paragraphs.push(text);
    this.#pieces = [];
  }

  #endArticle(): void {
    this.#number += 1;
    const id = this.#id?.trim() ?? '';
    const paragraphs = this.#paragraphs;
    this.#ended.push({
      kind: 'document',
      id: id === '' ? null : id,
      number: this.#number,
      paragraphs,
    });
    this.#id = null;
    this.#paragraphs = [];
  }
}
