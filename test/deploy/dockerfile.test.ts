import { readFileSync } from 'node:fs';
import t from 'tap';
import { fromRoot } from '../root.js';

/** What the image for GPUs is made of; it is not built where these tests run. */

const stages = readFileSync(fromRoot('Dockerfile'), 'utf8').split(/^(?=FROM )/m);

/** The instructions of a stage after its FROM, without comments. */
function instructionsOf(name: string): string {
  const stage = stages.find((text) => text.split('\n')[0]?.endsWith(` AS ${name}`));
  if (stage === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
  const lines = stage.split('\n').slice(1);
  return lines.filter((line) => line !== '' && !line.startsWith('#')).join('\n');
}

void t.test('the image for GPUs is the other one with a library and a device', (t) => {
  const cuda = instructionsOf('cuda')
    .replace('--from=build-cuda', '--from=build')
    .replace(' \\\n    DEVICES=cuda:0', '');
  t.equal(cuda, instructionsOf('runtime'));
  t.not(instructionsOf('cuda'), instructionsOf('runtime'));
  t.end();
});

void t.test('without a target it is the image for processors', (t) => {
  t.match(stages.at(-1), /^FROM \$\{BASE_IMAGE\} AS runtime\n/);
  t.end();
});
