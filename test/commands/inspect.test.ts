/** `mascarilla inspect`: what it finds in folders, and the process. */
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { inspectModel } from '../../src/commands/inspect-model.js';
import { describeInspection } from '../../src/commands/inspect-page.js';
import type { Inspection } from '../../src/commands/inspection.js';
import { COMMIT, FakeHub } from '../hub/fake-hub.js';
import { exportFolder } from '../golden/exports.js';
import { fromRoot } from '../root.js';
import { run } from './cli.js';

const BUNDLED = fromRoot('models/clinical-es-mini');

const inspect = (folder: string, home: string): Promise<Inspection> =>
  inspectModel({ folder, name: null, hub: null }, { mascarillaHome: home, precision: 'fp32' });

interface Golden {
  readonly modelType: string;
  readonly head: string;
  readonly layout: string;
  /** Counted in the tensors by hand: the shapes of a 2-layer model of hidden size 48. */
  readonly parameters: number;
  readonly dtypes: Readonly<Record<string, number>>;
  readonly kind: string;
  readonly mask: string;
}

const bpe = { kind: 'BPE', mask: '<mask>' } as const;
const wordPiece = { kind: 'WordPiece', mask: '[MASK]' } as const;
const roberta = { modelType: 'roberta', ...bpe, layout: 'safetensors' } as const;
const ner = { head: 'token-classification', parameters: 115_493, dtypes: { F32: 39 } } as const;
const cls = { head: 'sequence-classification', parameters: 117_747, dtypes: { F32: 41 } } as const;

const goldens: Readonly<Record<string, Golden>> = {
  'bert-mlm-legacy': {
    ...{ modelType: 'bert', head: 'masked-lm', layout: 'torch', parameters: 118_548 },
    ...wordPiece,
    dtypes: { F32: 44 },
  },
  'bert-ner-bf16': {
    ...{ modelType: 'bert', head: 'token-classification', layout: 'torch', parameters: 115_445 },
    ...wordPiece,
    dtypes: { BF16: 39 },
  },
  'roberta-cls': { ...roberta, ...cls },
  'roberta-cls-multilabel': { ...roberta, ...cls, layout: 'safetensors in 7 shards' },
  'roberta-mlm': { ...roberta, head: 'masked-lm', parameters: 118_596, dtypes: { F32: 42 } },
  'roberta-mlm-bin': {
    ...{ ...roberta, head: 'masked-lm', layout: 'torch', parameters: 118_596 },
    dtypes: { F32: 44, I64: 1 },
  },
  'roberta-ner': { ...roberta, ...ner },
  'xlmr-mlm-f16': {
    ...{ modelType: 'xlm-roberta', head: 'masked-lm', layout: 'safetensors', parameters: 118_645 },
    ...{ kind: 'Unigram', mask: '<mask>', dtypes: { F16: 42 } },
  },
};

for (const [name, golden] of Object.entries(goldens)) {
  void t.test(name, async (t) => {
    const home = t.testdir({});
    const found = await inspect(fromRoot(`test/golden/${name}`), home);
    const { dtypes, head, kind, layout, mask, modelType, parameters } = golden;
    t.match(found, { name, layout, servable: true, problems: [], card: null, hub: null });
    const sizes = { layers: 2, hiddenSize: 48, heads: 4, maxTokens: 512 };
    t.match(found.model, { modelType, parameters, head: { kind: head }, ...sizes });
    t.strictSame(found.weights.dtypes, dtypes);
    t.ok(found.weights.files.every(({ size }) => size > 0));
    t.match(found.tokenizer, { kind, mask });
    t.match(found.package, { state: 'absent', holds: null });
    t.notOk(existsSync(join(home, 'packages')), 'nothing was converted');
  });
}

void t.test('the page of the bundled model, before and after it is converted', async (t) => {
  const home = t.testdir({});
  const flags = ['--mascarilla-home', home];
  const before = await run(['inspect', BUNDLED, ...flags]);
  t.equal(before.code, 0, before.stderr);
  for (const line of [
    /^model {8}clinical-es-mini\n {13}roberta \(RobertaForMaskedLM\), fill-mask\n/,
    /\nsizes {8}7,469,696 parameters, 4 layers, 256 hidden, 4 heads, 16,000 pieces, texts of up/,
    /\nweights {6}safetensors, 14\.9 MB; tensors: 74 F16\n/,
    /\ntokenizer {4}BPE, mask <mask>; tokenizer\.json, tokenizer_config\.json\n/,
    /\npackage {6}not converted yet; it would be kept as/,
    /\nlicence {6}apache-2\.0\nlanguages {4}es\nuse {10}Fill-mask and demonstrations;/,
  ]) {
    t.match(before.stdout, line);
  }
  t.ok(before.stdout.split('\n').every((line) => line.length <= 100 || !line.includes(' ', 14)));

  const folder = join(home, 'package');
  t.equal((await run(['convert', BUNDLED, folder])).code, 0);
  const own = await inspect(folder, home);
  t.match(own, { name: 'clinical-es-mini', layout: 'package', servable: true });
  t.match(own.model, { modelType: 'roberta', head: { kind: 'masked-lm' }, layers: 4 });
  t.match(own.tokenizer, { kind: 'BPE', mask: '<mask>' });
  t.match(own.package, { folder, state: 'itself', holds: { precision: 'fp32' } });
  t.match(own.card, { license: 'apache-2.0' });

  const { folder: place = '' } = (await inspect(BUNDLED, home)).package ?? {};
  cpSync(folder, place, { recursive: true });
  t.match((await inspect(BUNDLED, home)).package, { state: 'cached', holds: { format: Number } });
  const after = await run(['inspect', BUNDLED, ...flags]);
  t.match(after.stdout, /\npackage {6}fp32, 31\.8 MB, by converter \d+\n {13}graph\.onnx /);
  t.match(after.stdout, /\n {13}converted, in the cache:/);

  rmSync(join(place, 'graph.onnx'));
  t.match((await inspect(BUNDLED, home)).package, { state: 'damaged', holds: null });
  rmSync(join(folder, 'graph.onnx'));
  const damaged = await inspect(folder, home);
  t.match(damaged, { servable: false, problems: [{ code: 'PACKAGE_INVALID' }] });
  t.equal(damaged.model.layers, 4, 'what its manifest says is told');
});

void t.test('what cannot be served: why, and what can be read of it', async (t) => {
  const folder = join(t.testdir({}), 'model');
  cpSync(BUNDLED, folder, { recursive: true });
  writeFileSync(
    join(folder, 'config.json'),
    '{"model_type":"gpt2","architectures":["GPT2LMHeadModel"]}',
  );
  const { code, stderr, stdout } = await run(['inspect', folder]);
  t.equal(code, 1);
  t.equal(stderr, '');
  t.match(stdout, /^model {8}model\n {13}gpt2 \(GPT2LMHeadModel\)\n/);
  t.match(stdout, /\nrefused {6}ARCHITECTURE_UNSUPPORTED:/);
  t.match(stdout, /\nsizes {8}7,469,696 parameters\nweights {6}safetensors, 14\.9 MB;/);
  t.match(stdout, /\ntokenizer {4}BPE, mask <mask>;/);
  t.match(stdout, /\nlicence {6}apache-2\.0\n/);
  t.notMatch(stdout, /\npackage/);

  writeFileSync(join(folder, 'model.safetensors'), 'short');
  writeFileSync(join(folder, 'tokenizer.json'), '{');
  const { problems, card } = await inspect(folder, folder);
  t.same(
    problems.map(({ code }) => code),
    ['TOKENIZER_UNSUPPORTED', 'SAFETENSORS_TOO_SHORT', 'ARCHITECTURE_UNSUPPORTED'],
    'everything that is wrong is told',
  );
  t.match(card, { license: 'apache-2.0' });
});

void t.test('weights that do not fit the configuration, and folders without a model', async (t) => {
  const root = t.testdir({ empty: {} });
  const folder = join(root, 'model');
  cpSync(fromRoot('test/golden/roberta-mlm'), folder, { recursive: true });
  cpSync(fromRoot('test/golden/roberta-ner/model.safetensors'), join(folder, 'model.safetensors'));
  const mixed = await inspect(folder, root);
  t.match(mixed.problems, [{ code: 'TENSOR_MISSING' }]);
  t.match(mixed.model, { layers: 2, modelType: 'roberta' });

  for (const name of ['empty', 'nowhere']) {
    const found = await inspect(join(root, name), root);
    t.match(found, { name, layout: null, servable: false });
    t.match(found.problems, [{ code: 'CHECKPOINT_MISSING' }]);
    t.match(describeInspection(found, 80), /\nrefused {6}CHECKPOINT_MISSING:/);
    t.notMatch(describeInspection(found, 80), /licence|card/);
  }
});

void t.test('--json has everything whole', async (t) => {
  const folder = join(t.testdir({}), 'model');
  cpSync(BUNDLED, folder, { recursive: true });
  const use = 'Uso clínico. '.repeat(200).trim();
  const card = `---\nlicense: mit\nlanguage: [es, ca]\n---\n## Intended use\n${use}\u001b[31m\n`;
  writeFileSync(join(folder, 'README.md'), card);
  const json = await run(['inspect', folder, '--json']);
  const inspection = JSON.parse(json.stdout) as Inspection;
  t.match(inspection.card, { intendedUse: `${use}\u001b[31m`, languages: ['es', 'ca'] });
  const page = describeInspection(inspection, 80);
  t.match(page, /\nlicence {6}mit\nlanguages {4}es, ca\nuse {10}Uso clínico\. Uso/);
  t.match(page, /… \(--json has it whole\)\n$/);
  t.ok(page.length < 2500);
});

void t.test('nothing in a card or a name steers the terminal', async (t) => {
  const found = await inspect(BUNDLED, t.testdir({}));
  const evil = '\u001b]0;x\u0007\u202e\r\nPWNED';
  const page = describeInspection(
    { ...found, name: evil, card: { license: evil, languages: [evil], intendedUse: evil } },
    80,
  );
  t.notMatch(page, /(?!\n)[\p{Cc}\p{Cf}]/u);
});

void t.test(
  'a ready export: its graph tells the head, and each problem is told once',
  async (t) => {
    const root = t.testdir({});
    const folder = exportFolder(root, { name: 'roberta-cls', checkpoint: 'roberta-cls' });
    const config = { mascarillaHome: root, precision: 'fp32' } as const;
    const found = await inspectModel({ folder, name: null, hub: null }, config);
    t.match(found, { layout: 'ONNX export', servable: true, problems: [] });
    t.match(found.model, { head: { kind: 'sequence-classification' }, layers: 2 });
    const int8 = { ...config, precision: 'int8' } as const;
    const refused = await inspectModel({ folder, name: null, hub: null }, int8);
    t.same(
      refused.problems.map(({ code }) => code),
      ['EXPORT_PRECISION'],
    );
    writeFileSync(join(folder, 'config.json'), '{"model_type":"gpt2"}');
    t.same(
      (await inspect(folder, root)).problems.map(({ code }) => code),
      ['ARCHITECTURE_UNSUPPORTED'],
    );
  },
);

void t.test('many labels are cut on the page', async (t) => {
  const found = await inspect(fromRoot('test/golden/roberta-ner'), t.testdir({}));
  const labels = Array.from({ length: 1200 }, (_, index) => `B-${index}`);
  const head = { kind: 'token-classification', labels } as const;
  const page = describeInspection({ ...found, model: { ...found.model, head } }, 400);
  t.match(page, /\nlabels {7}B-0, B-1, .*, B-19 and 1,180 more\n/);
});

void t.test('a model of the Hub, with its commit', async (t) => {
  const hub = await FakeHub.start(t);
  const folder = t.testdir({});
  const variables = { HF_ENDPOINT: hub.endpoint, HF_HOME: folder, MASCARILLA_HOME: folder };
  const { code, stdout, stderr } = await run(['inspect', 'owner/name'], variables);
  t.equal(code, 0, stderr);
  t.match(stdout, `from the Hub: owner/name at main, commit ${COMMIT}\n`);
  t.match(stdout, /^model {8}owner\/name\n/);
});
