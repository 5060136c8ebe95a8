import { readdirSync } from 'node:fs';
import { create } from '@bufbuild/protobuf';
import t from 'tap';
import { findExport } from '../../../src/checkpoint/exports.js';
import { parseModelConfig, type ModelConfig } from '../../../src/checkpoint/config.js';
import { cutIntoRegions } from '../../../src/graph/exported/cuts.js';
import { readExport, type ExportedModel } from '../../../src/graph/exported/model.js';
import { findStates } from '../../../src/graph/exported/states.js';
import { TensorFiles } from '../../../src/graph/exported/tensors.js';
import { NodeProtoSchema } from '../../../src/graph/onnx/onnx_pb.js';
import { exportFolder } from '../../golden/exports.js';
import { readJson } from '../../root.js';
import { node } from './toy.js';

const folders = t.testdir();

/** A real export and the configuration of its checkpoint. */
async function golden(name: string, checkpoint: string, kind: ModelConfig['head']['kind']) {
  const folder = exportFolder(folders, { name, checkpoint });
  const found = findExport(folder, readdirSync(folder));
  if (found === null) throw new Error(`${name} is no export`);
  const files = await TensorFiles.open(found);
  const json = readJson(`test/golden/${checkpoint}/config.json`);
  const config = parseModelConfig(json, { file: 'config.json', tensors: kind });
  try {
    return { model: await readExport(files), config };
  } finally {
    await files.close();
  }
}

const mlm = await golden('roberta-mlm', 'roberta-mlm', 'masked-lm');
const cls = await golden('roberta-cls', 'roberta-cls', 'sequence-classification');
const LAST = '/roberta/encoder/layer.1/output/LayerNorm/Add_1_output_0';

void t.test('the last hidden states are found in what real tools have written', async (t) => {
  for (const [name, checkpoint, kind, value, isTokenwise] of [
    ['roberta-mlm', 'roberta-mlm', 'masked-lm', LAST, true],
    ['roberta-mlm-fp16', 'roberta-mlm', 'masked-lm', LAST, true],
    // Its scales are over all tokens.
    ['roberta-mlm-quantized', 'roberta-mlm', 'masked-lm', LAST, false],
    ['bert-mlm', 'bert-mlm-legacy', 'masked-lm', LAST.replace('roberta', 'bert'), true],
    ['roberta-ner-o2', 'roberta-ner', 'token-classification', LAST, true],
    ['roberta-cls', 'roberta-cls', 'sequence-classification', LAST, false],
  ] as const) {
    const { model, config } = await golden(name, checkpoint, kind);
    t.match(findStates(model, 'logits', config), { value, isTokenwise }, name);
  }
});

void t.test('a decoder may be the embeddings, turned around', (t) => {
  const tied = changed(mlm.model, (one) => {
    if (one.output[0] !== '/lm_head/decoder/MatMul_output_0') return [one];
    const turned = node('Transpose', ['roberta.embeddings.word_embeddings.weight'], ['turned']);
    return [turned, { ...one, input: [one.input[0] ?? '', 'turned'] }];
  });
  t.match(findStates(tied, 'logits', mlm.config), { value: LAST, isTokenwise: true });
  t.end();
});

/** A copy with some nodes changed. */
const changed = (
  model: ExportedModel,
  change: (one: ExportedModel['nodes'][number]) => ExportedModel['nodes'],
): ExportedModel => ({
  ...model,
  nodes: model.nodes.flatMap((one) => change(create(NodeProtoSchema, one))),
});

void t.test('where the form is another, nothing is claimed', (t) => {
  const none = (model: ExportedModel, config: ModelConfig, why: string) =>
    t.equal(findStates(model, 'logits', config), null, why);
  none(mlm.model, { ...mlm.config, intermediateSize: 145 }, 'another feed-forward network');
  none(mlm.model, { ...mlm.config, hiddenSize: 47 }, 'another size of the states');
  none(mlm.model, { ...mlm.config, head: { kind: 'none' } }, 'no head');
  const labels = Array.from({ length: 900 }, (_, index) => String(index));
  const head = { kind: 'token-classification', labels } as const;
  none(mlm.model, { ...mlm.config, head }, 'a head with one more layer');
  const bypass = changed(mlm.model, (one) =>
    one.output[0] === 'logits'
      ? [
          { ...one, output: ['alone'] },
          node('Add', ['alone', '/roberta/embeddings/LayerNorm/Add_1_output_0'], ['logits']),
        ]
      : [one],
  );
  none(bypass, mlm.config, 'a way around the states');
  const second = changed(cls.model, (one) => {
    if (one.output[0] !== '/classifier/Gather_output_0') return [one];
    return [{ ...one, opType: 'ReduceMean' }];
  });
  none(second, cls.config, 'a classifier of the mean');
  t.end();
});

void t.test('a head that looks at other tokens is not run on some of them', (t) => {
  const softmax = changed(mlm.model, (one) =>
    one.output[0] === '/lm_head/Erf_output_0' ? [{ ...one, opType: 'Softmax' }] : [one],
  );
  t.match(findStates(softmax, 'logits', mlm.config), { value: LAST, isTokenwise: false });
  const first = changed(mlm.model, (one) => {
    if (one.output[0] !== '/lm_head/layer_norm/ReduceMean_output_0') return [one];
    const attribute = one.attribute.map((axes) => ({ ...axes, ints: [1n] }));
    return [{ ...one, attribute }];
  });
  t.match(findStates(first, 'logits', mlm.config), { value: LAST, isTokenwise: false });
  t.end();
});

void t.test('regions: whatever comes after one is a function of its last value', (t) => {
  const regions = cutIntoRegions(mlm.model, 'logits');
  t.equal(regions.at(-1)?.to, 'logits');
  t.equal(regions[0]?.from, null);
  for (const [index, { to }] of regions.entries()) {
    const earlier = new Set(
      regions.slice(0, index + 1).flatMap(({ nodes }) => nodes.flatMap(({ output }) => output)),
    );
    const later = regions
      .slice(index + 1)
      .flatMap(({ nodes }) => nodes.flatMap(({ input }) => input));
    t.strictSame(
      [...new Set(later.filter((name) => earlier.has(name)))],
      index + 1 < regions.length ? [to] : [],
    );
  }
  t.end();
});
