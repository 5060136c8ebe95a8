import type { Found } from '../found.js';

/** Collects the documents of one kind of XML; gets its elements in their order. */
export interface XmlDocuments {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
  /** The documents that have ended since the last call. */
  take(): Found[];
}
