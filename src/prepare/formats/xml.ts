import { SaxesParser } from 'saxes';
import { Refusal, type Found, type Reading } from '../found.js';
import { readText } from '../whole-file.js';
import { BiocDocuments } from './bioc.js';
import { JatsDocuments } from './jats.js';
import type { XmlDocuments } from './xml-documents.js';

const CHUNK_CHARACTERS = 65_536;

/**
 * Reads BioC and JATS, which are told by their outermost element. The parser neither fetches
 * anything nor knows entities that a file defines itself: one that uses them is refused.
 */
export async function* readXml(reading: Reading): AsyncGenerator<Found> {
  const xml = await readText(reading, declaredIn);
  const state = { documents: null as XmlDocuments | null };
  const parser = new SaxesParser();
  parser.on('error', () => {
    throw new Refusal(
      `around line ${parser.line}, it is no well-formed XML, or uses entities of its own`,
    );
  });
  parser.on('opentag', ({ name, attributes }) => {
    state.documents ??= documentsFor(name);
    state.documents.open(localName(name), attributes);
  });
  parser.on('text', (text) => state.documents?.text(text));
  parser.on('cdata', (text) => state.documents?.text(text));
  parser.on('closetag', ({ name }) => state.documents?.close(localName(name)));
  for (let from = 0; from < xml.length; from += CHUNK_CHARACTERS) {
    parser.write(xml.slice(from, from + CHUNK_CHARACTERS));
    yield* state.documents?.take() ?? [];
  }
  parser.close();
}

const declaredIn = (start: string): string | undefined =>
  /^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w-]+)["']/.exec(start)?.[1];

/** Without the prefix of a namespace. */
const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

function documentsFor(root: string): XmlDocuments {
  const name = localName(root);
  if (name === 'collection') return new BiocDocuments();
  if (name === 'article' || name === 'pmc-articleset' || name === 'articles') {
    return new JatsDocuments();
  }
  throw new Refusal('it is neither BioC nor JATS: its outermost element is another');
}
