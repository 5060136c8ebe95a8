/** What `transformers` gives for the tokenizers of checkpoints, whatever files they are in. */
import t from 'tap';
import { readJson } from '../root.js';
import { makeTokenizer, readSources } from './checkpoints.js';

interface Expected {
  readonly tokenize: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly tokens: readonly string[];
    readonly offsets: readonly (readonly [number, number])[];
    /** Without special tokens. */
    readonly decoded: string;
  }[];
}

const folders = [
  ...['roberta-mlm', 'roberta-mlm-bin', 'roberta-ner', 'bert-mlm-legacy', 'bert-ner-bf16'],
  ...['bert-cls', 'distilbert-cls', 'distilbert-mlm', 'electra-mlm', 'electra-ner'],
  ...['camembert-mlm', 'xlmr-mlm-f16', 'xlmr-ner'],
];

for (const folder of folders) {
  void t.test(folder, (t) => {
    const tokenizer = makeTokenizer(readSources(`test/golden/${folder}`));
    const { tokenize } = readJson(`test/golden/${folder}/expected.json`) as Expected;
    const { prefix, suffix } = tokenizer;
    for (const [index, { text, ids, tokens, offsets, decoded }] of tokenize.entries()) {
      const encoded = tokenizer.encodeWithOffsets(text);
      const all = [...prefix, ...encoded.ids, ...suffix];
      const spans = encoded.ids.map((_, at) => [encoded.starts[at], encoded.ends[at]]);
      const special = (some: readonly number[]) => some.map(() => [0, 0]);
      t.same(all, ids, `text ${index}: ids`);
      t.same(tokenizer.tokens(all), tokens, `text ${index}: tokens`);
      t.same([...special(prefix), ...spans, ...special(suffix)], offsets, `text ${index}: offsets`);
      t.equal(tokenizer.decode(ids.filter((id) => !tokenizer.isSpecial(id))), decoded);
    }
    t.ok(tokenize.length > 10);
    t.end();
  });
}
