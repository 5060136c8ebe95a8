/** What the tokenizers crate gives, for all kinds of tokenizers and unusual texts. */
import t from 'tap';
import { Tokenizer } from '../../src/text/tokenizer.js';
import { readJson } from '../root.js';

interface Case {
  readonly name: string;
  /** A tokenizer.json, or the folder of one with what is different from it. */
  readonly json?: object;
  readonly base?: string;
  readonly replace?: object;
  readonly added?: readonly object[];
  /** Of each text: ids, offsets, decoded text. */
  readonly rows: readonly (readonly [string, string, string])[];
}

const { texts, cases } = readJson('test/text/reference-cases.json') as {
  readonly texts: readonly string[];
  readonly cases: readonly Case[];
};

for (const one of cases) {
  void t.test(one.name, (t) => {
    const tokenizer = makeTokenizer(one);
    for (const [index, [ids, offsets, decoded]] of one.rows.entries()) {
      const text = texts[index] ?? '';
      // Named by its number: some characters of the texts would end a line of the report.
      t.same(encode(tokenizer, text), { ids, offsets, decoded }, `text ${index}`);
    }
    t.equal(one.rows.length, texts.length);
    t.end();
  });
}

/** As the table has it. */
function encode(tokenizer: Tokenizer, text: string) {
  const { ids, starts, ends } = tokenizer.encodeWithOffsets(text);
  return {
    ids: ids.join(' '),
    offsets: ids.map((_, at) => `${starts[at] ?? ''}-${ends[at] ?? ''}`).join(' '),
    decoded: tokenizer.decode(ids),
  };
}

function makeTokenizer({ name, json, base, replace, added }: Case): Tokenizer {
  const file = (json ?? readJson(`${base ?? ''}/tokenizer.json`)) as {
    readonly added_tokens: readonly object[];
  };
  const changed = { ...file, ...replace, added_tokens: [...file.added_tokens, ...(added ?? [])] };
  return new Tokenizer(changed, {}, name, { mask: 'optional' });
}
