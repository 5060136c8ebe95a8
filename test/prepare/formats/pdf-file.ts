import { deflateSync } from 'node:zlib';

/** A line of a page: where it stands in points from the lower left, how large, and what it says. */
export interface PdfLine {
  readonly y: number;
  readonly text: string;
  readonly x?: number;
  readonly size?: number;
}

const escaped = (text: string): string => text.replace(/[\\()]/g, '\\$&');

const contentOf = (lines: readonly PdfLine[]): Buffer =>
  Buffer.from(
    lines
      .map(
        ({ x = 50, y, size = 11, text }) =>
          `BT /F1 ${size} Tf ${x} ${y} Td (${escaped(text)}) Tj ET`,
      )
      .join('\n'),
    'latin1',
  );

/** A PDF (ISO 32000) with a page for each list of lines, in Helvetica. */
export function writePdf(pages: readonly (readonly PdfLine[])[]): Buffer {
  return writePdfOf(pages.map(contentOf));
}

/** A PDF with these instructions on its pages. */
export function writePdfOf(contents: readonly Uint8Array[]): Buffer {
  const objects: Buffer[] = [];
  const add = (text: string, stream?: Uint8Array) => {
    const head = Buffer.from(`${objects.length + 1} 0 obj\n${text}\n`);
    const body =
      stream === undefined ? [] : [Buffer.from('stream\n'), stream, Buffer.from('\nendstream\n')];
    objects.push(Buffer.concat([head, ...body, Buffer.from('endobj\n')]));
  };
  const kids = contents.map((_, index) => `${4 + 2 * index} 0 R`).join(' ');
  add('<</Type/Catalog/Pages 2 0 R>>');
  add(`<</Type/Pages/Count ${contents.length}/Kids[${kids}]>>`);
  add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>');
  for (const content of contents) {
    const packed = deflateSync(content);
    const resources = '<</Font<</F1 3 0 R>>>>';
    const own = objects.length + 2;
    add(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources${resources}/Contents ${own} 0 R>>`,
    );
    add(`<</Length ${packed.length}/Filter/FlateDecode>>`, packed);
  }
  return withTable(objects);
}

function withTable(objects: readonly Buffer[]): Buffer {
  const header = Buffer.from('%PDF-1.7\n');
  let position = header.length;
  const rows = objects.map((object) => {
    const row = `${String(position).padStart(10, '0')} 00000 n \n`;
    position += object.length;
    return row;
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`;
  const trailer = `trailer\n<</Size ${size}/Root 1 0 R>>\nstartxref\n${position}\n%%EOF\n`;
  return Buffer.concat([header, ...objects, Buffer.from(table + trailer)]);
}
