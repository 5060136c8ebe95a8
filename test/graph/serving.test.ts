import { readFileSync } from 'node:fs';
import t from 'tap';
import type { ModelConfig } from '../../src/checkpoint/config.js';
import { precisions, type Precision } from '../../src/graph/precision.js';
import { writeServingGraph } from '../../src/graph/serving.js';
import { inputs, outputs } from '../../src/graph/signature.js';
import { dump } from './dump.js';
import { expectedFile, reviewed, smallModel } from './small-model.js';

const dumpOf = (config: ModelConfig, precision: Precision = 'fp32') =>
  dump(writeServingGraph(config, precision).model);

void t.test('the graph of each family, head and precision is the reviewed one', (t) => {
  const rewrite =
    'the graph has changed; if that is meant, raise CONVERTER_VERSION, run ' +
    '`node dist/test/graph/rewrite.js`, and review the diff';
  for (const { name, config, precision } of reviewed) {
    t.equal(
      dumpOf(config, precision),
      readFileSync(expectedFile(name), 'utf8'),
      `${name}: ${rewrite}`,
    );
  }
  t.end();
});

void t.test('it has the inputs and outputs that the engine knows, and no others', (t) => {
  const lines = dumpOf(smallModel).split('\n');
  const names = (title: string) => {
    const from = lines.findIndex((line) => line.startsWith(`${title} (`)) + 1;
    return lines.slice(from, lines.indexOf('', from)).map((line) => line.trim().split(':')[0]);
  };
  const { block, slots, starts, ...own } = inputs;
  const others = `${starts} is a classifier's, ${block} and ${slots} are an export's`;
  t.strictSame(new Set(names('inputs')), new Set(Object.values(own)), others);
  const { labels, ...scores } = outputs;
  t.strictSame(new Set(names('outputs')), new Set(Object.values(scores)), `no ${labels}`);
  t.end();
});

void t.test('a tied decoder lies where the word embeddings lie; one of its own does not', (t) => {
  const placeOf = (config: ModelConfig, weight: string) =>
    dumpOf(config)
      .split('\n')
      .find((line) => line.startsWith(`  ${weight}: `))
      ?.replace(/^.*: /, '');
  const untied: ModelConfig = { ...smallModel, head: { kind: 'masked-lm', tied: false } };
  t.equal(placeOf(smallModel, 'word_embeddings'), 'float [50, 8] at weights.bin 0 + 1600');
  t.equal(placeOf(smallModel, 'head/decoder.weight'), placeOf(smallModel, 'word_embeddings'));
  t.match(placeOf(untied, 'head/decoder.weight'), /^float \[50, 8\] at weights\.bin [1-9]/);
  t.end();
});

void t.test('positions start behind the padding', (t) => {
  const positions = (config: ModelConfig) => /position_embeddings: .*\]/.exec(dumpOf(config))?.[0];
  t.equal(positions(smallModel), 'position_embeddings: float [20, 8]');
  t.equal(positions({ ...smallModel, firstPosition: 1 }), 'position_embeddings: float [21, 8]');
  t.end();
});

void t.test('writing it twice gives the same bytes', (t) => {
  for (const precision of precisions) {
    const write = () => writeServingGraph(smallModel, precision).model;
    t.strictSame(write(), write(), precision);
  }
  t.end();
});
