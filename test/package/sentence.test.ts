import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { openModel } from '../../src/package/cache.js';
import { modules } from '../checkpoint/sentence-files.js';
import { tinySetting, tinyTokenizer } from './tiny-checkpoint.js';

/** The tiny checkpoint as a folder of sentence-transformers. */
function sentenceSetting(t: Test) {
  const { change, checkpoint, options, packages } = tinySetting(t);
  mkdirSync(join(checkpoint, '1_Pooling'));
  const write = (name: string, content: unknown) => {
    change(name, JSON.stringify(content));
  };
  write('modules.json', modules('Transformer', 'Pooling'));
  write('1_Pooling/config.json', { pooling_mode: 'cls' });
  return { open: () => openModel(checkpoint, options), packages, write };
}

void t.test('a package tells how its vectors are made', async (t) => {
  const { checkpoint, options } = tinySetting(t);
  const plain = await openModel(checkpoint, options);
  t.match(plain.manifest.model, { embedding: { pooling: 'mean', normalize: true }, maxTokens: 10 });

  const { open, write } = sentenceSetting(t);
  write('sentence_bert_config.json', { max_seq_length: 7 });
  const { manifest } = await open();
  t.match(manifest.model, { embedding: { pooling: 'cls', normalize: false }, maxTokens: 7 });
});

void t.test('other settings make another package', async (t) => {
  const { open, write } = sentenceSetting(t);
  const seen = [(await open()).directory];
  const changes: readonly (readonly [string, unknown])[] = [
    ['1_Pooling/config.json', { pooling_mode: 'max' }],
    ['modules.json', modules('Transformer', 'Pooling', 'Normalize')],
    ['sentence_bert_config.json', { max_seq_length: 7 }],
    ['config_sentence_transformers.json', {}],
  ];
  for (const [name, content] of changes) {
    write(name, content);
    const { directory } = await open();
    t.notOk(seen.includes(directory), name);
    seen.push(directory);
  }
});

void t.test('lower case is for the tokenizer to make', async (t) => {
  const { open, write } = sentenceSetting(t);
  write('sentence_bert_config.json', { do_lower_case: true });
  const refused = {
    code: 'ARCHITECTURE_UNSUPPORTED',
    message: /tiny: do_lower_case is true; supported: false, or true with a tokenizer that does/,
  };
  const bert = {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
  };
  const cases: readonly (readonly [object | null, boolean])[] = [
    [null, false],
    [{ type: 'NFC' }, false],
    [{ ...bert, lowercase: false }, false],
    [{ ...bert, lowercase: true }, true],
    [{ type: 'Lowercase' }, true],
    [{ type: 'Sequence', normalizers: [{ type: 'NFC' }, { type: 'Lowercase' }] }, true],
    [{ type: 'Sequence', normalizers: [{ type: 'NFC' }] }, false],
  ];
  for (const [normalizer, changesNothing] of cases) {
    write('tokenizer.json', { ...tinyTokenizer, normalizer });
    const name = JSON.stringify(normalizer);
    if (changesNothing) t.ok((await open()).directory, name);
    else await t.rejects(open(), refused, name);
  }
});
