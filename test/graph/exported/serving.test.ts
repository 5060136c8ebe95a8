import { readFileSync } from 'node:fs';
import t from 'tap';
import { writeExportedGraph } from '../../../src/graph/exported/serving.js';
import type { ModelProto } from '../../../src/graph/onnx/onnx_pb.js';
import { dump } from '../dump.js';
import { expectedFile } from '../small-model.js';
import { read } from './read.js';
import { block, node, port, toy, withClass } from './toy.js';

const folder = t.testdir();

const write = async (
  change: (graph: NonNullable<ModelProto['graph']>) => void = () => undefined,
  config = withClass('RobertaForMaskedLM'),
) => {
  const bytes = toy(({ graph }) => {
    if (graph !== undefined) change(graph);
  });
  return writeExportedGraph(await read(folder, bytes), config);
};

void t.test('the graph around an export is the reviewed one', async (t) => {
  const { model, weights } = await write();
  const rewrite = 'if this change is meant, run `node dist/test/graph/rewrite.js`, and review it';
  t.equal(dump(model), readFileSync(expectedFile('exported-masked-lm'), 'utf8'), rewrite);
  t.match(weights, [{ offset: 0, length: 1280 }]);
});

void t.test('inputs that cannot be fed are named', async (t) => {
  const refused = (change: Parameters<typeof write>[0], message: RegExp) =>
    t.rejects(write(change), { code: 'EXPORT_UNSUPPORTED', message });
  await refused((graph) => {
    graph.input[0] = block('ids');
    graph.node[0]?.input.splice(1, 1, 'ids');
  }, /it has no input input_ids/);
  await refused((graph) => graph.input.splice(1, 1), /it has no input attention_mask/);
  await refused(
    (graph) => graph.input.push(block('past\n')),
    /it has the input "past\\n"; fed are input_ids, attention_mask, token_type_ids, position_ids/,
  );
  await refused(
    (graph) => graph.input.push(port('token_type_ids', 7, [1, 128])),
    /its input token_type_ids has shape \[1, 128\]; export it with dynamic axes/,
  );
  await refused(
    (graph) => graph.input.push(port('token_type_ids', 7, ['batch', 128])),
    /has shape \[any, 128\]/,
  );
  await refused((graph) => graph.input.push(port('token_type_ids', 7, ['b'])), /shape \[any\]/);
  await refused((graph) => graph.input.push(block('token_type_ids', 1)), /has type FLOAT, not/);
  await refused((graph) => graph.input.push(block('token_type_ids', 99)), /has type number 99/);
});

void t.test('outputs decide with config.json what is served', async (t) => {
  const output = (name: string, shape: readonly (number | string)[]) =>
    write((graph) => (graph.output = [port('logits', 1, shape)]), withClass(name, 20));
  const refused = (name: string, shape: readonly (number | string)[], message: RegExp) =>
    t.rejects(output(name, shape), { code: 'EXPORT_UNSUPPORTED', message });
  await refused(
    'RobertaForMaskedLM',
    ['b', 's', 21],
    /logits has shape \[any, any, 21\], and by config\.json it is for masked-lm and has \[any, any, 20\]/,
  );
  await refused('RobertaForMaskedLM', ['b', 20], /has shape \[any, 20\]/);
  await refused('RobertaForTokenClassification', ['b', 's', 3], /for token-classification and has/);
  await refused('RobertaForSequenceClassification', ['b', 's', 20], /for sequence-classification/);
  await refused(
    'RobertaModel',
    ['b', 's', 20],
    /its outputs are logits; of roberta with the head none/,
  );
  const { config } = await output('RobertaForTokenClassification', ['b', 's', 'unknown']);
  t.equal(config.head.kind, 'token-classification');
});

void t.test('without a class in config.json, the shape of the logits tells the head', async (t) => {
  for (const [shape, kind] of [
    [['b', 's', 20], 'masked-lm'],
    [['b', 's', 3], 'token-classification'],
    [['b', 3], 'sequence-classification'],
  ] as const) {
    const change: Parameters<typeof write>[0] = (graph) =>
      (graph.output = [port('logits', 1, shape)]);
    const { config, embeds } = await write(change, withClass(null, 3));
    t.equal(config.head.kind, kind);
    t.equal(embeds, false);
  }
});

void t.test('states win where they are an output, and unknown outputs are left out', async (t) => {
  for (const name of ['last_hidden_state', 'token_embeddings']) {
    const { config, embeds, model } = await write((graph) => {
      graph.node.push(
        node('Identity', ['states'], [name]),
        node('Tanh', ['states'], ['pooler_output']),
      );
      graph.output = [port(name, 1, ['b', 's', 8]), port('pooler_output', 1, ['b', 's', 8])];
    });
    t.equal(config.head.kind, 'none', 'whatever class config.json names');
    t.equal(embeds, true);
    t.notMatch(dump(model), /Tanh|decoder/, 'what only they need is left out');
  }
  await t.rejects(
    write((graph) => (graph.output = [port('sentence_embedding', 1, ['b', 8])])),
    {
      code: 'EXPORT_UNSUPPORTED',
      message: /its outputs are sentence_embedding; .* served are logits/,
    },
  );
  await t.rejects(
    write((graph) => (graph.output = [port('last_hidden_state', 1, ['b', 's', 8])])),
    { code: 'EXPORT_INVALID', message: /no node gives its output last_hidden_state/ },
  );
});
