import { Parser } from 'htmlparser2';
import type { Found, Reading } from '../found.js';
import { readText } from '../whole-file.js';

/** A page is one document; elements that browsers show as blocks are its paragraphs. */
export async function* readHtml(reading: Reading): AsyncGenerator<Found> {
  const html = await readText(reading, declaredIn);
  yield { kind: 'document', id: null, number: null, paragraphs: paragraphsOf(html) };
}

const declaredIn = (start: string): string | undefined =>
  /<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)/i.exec(start)?.[1];

const words = (list: string): ReadonlySet<string> => new Set(list.split(' '));

/** What is shown to nobody, or is no text of the page. */
const SKIPPED = words(
  'head script style noscript template svg math iframe object select button textarea nav canvas',
);

/** Elements of which nothing shares a line with what stands before or after. */
const BLOCKS = words(
  'address article aside blockquote body br caption center dd details dialog div dl dt fieldset ' +
    'figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main menu ol ' +
    'option p pre section summary table tbody tfoot thead title tr ul',
);

/** Cells stand apart in a line. */
const CELLS = words('td th');

function paragraphsOf(html: string): string[] {
  const paragraphs: string[] = [];
  let pieces: string[] = [];
  let skipped = 0;
  const close = () => {
    const text = pieces.join('').trim();
    if (text !== '') paragraphs.push(text);
    pieces = [];
  };
  const boundary = (name: string) => {
    if (BLOCKS.has(name)) close();
    else if (CELLS.has(name)) pieces.push(' ');
  };
  const parser = new Parser({
    onopentagname(name) {
      if (SKIPPED.has(name)) skipped += 1;
      boundary(name);
    },
    onclosetag(name) {
      if (SKIPPED.has(name)) skipped -= 1;
      boundary(name);
    },
    ontext(text) {
      if (skipped === 0) pieces.push(text);
    },
  });
  parser.end(html);
  close();
  return paragraphs;
}
