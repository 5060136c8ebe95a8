import { getDocumentProxy } from 'unpdf';
import { Refusal, type Found, type Reading } from '../found.js';
import { readBytes } from '../whole-file.js';
import { joinPages, paragraphsOfPage, type PrintedLine } from './pdf-lines.js';

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;
type Content = Awaited<ReturnType<Awaited<ReturnType<Document['getPage']>>['getTextContent']>>;

/** A PDF is one document: the texts that its pages hold, put together by where they stand. */
export async function* readPdf(reading: Reading): AsyncGenerator<Found> {
  const bytes = await readBytes(reading);
  checkWhole(bytes);
  const document = await openDocument(bytes);
  const pages: string[][] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const page = await document.getPage(number);
    pages.push(paragraphsOfPage(linesOf(await page.getTextContent())));
    page.cleanup();
  }
  await document.destroy();
  const paragraphs = joinPages(pages);
  if (paragraphs.length === 0) {
    throw new Refusal(
      'it holds no text: its pages are pictures, which would have to be recognised',
    );
  }
  yield { kind: 'document', id: null, number: null, paragraphs };
}

/** The end stands in the last kilobyte; of a file that is cut off, a part would pass for all. */
function checkWhole(bytes: Uint8Array): void {
  const latin1 = (part: Uint8Array) => Buffer.from(part).toString('latin1');
  if (!latin1(bytes.subarray(0, 1024)).includes('%PDF-')) throw new Refusal('it is no PDF');
  if (!latin1(bytes.subarray(-1024)).includes('%%EOF')) {
    throw new Refusal('it is cut off: the end of the PDF is missing');
  }
}

async function openDocument(bytes: Uint8Array): Promise<Document> {
  try {
    // A copy, since the library takes its bytes away, and refuses Buffers.
    return await getDocumentProxy(new Uint8Array(bytes), {
      disableFontFace: true,
      isEvalSupported: false,
      useSystemFonts: false,
      verbosity: 0,
    });
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'PasswordException') throw new Refusal('it is protected by a password');
    throw new Refusal('it is a damaged PDF');
  }
}

function linesOf({ items }: Content): PrintedLine[] {
  const lines: PrintedLine[] = [];
  let text = '';
  let place: Omit<PrintedLine, 'text'> | null = null;
  for (const item of items) {
    // Marks of structure, which are not asked for.
    if (!('str' in item)) continue;
    text += item.str;
    if (place === null && item.str.trim() !== '') {
      // The last two numbers of the matrix are where the text stands, in points from the lower left.
      place = { y: Number(item.transform[5]), height: item.height };
    }
    if (!item.hasEOL) continue;
    if (place !== null) lines.push({ text: text.trim(), ...place });
    [text, place] = ['', null];
  }
  if (place !== null) lines.push({ text: text.trim(), ...place });
  return lines;
}
