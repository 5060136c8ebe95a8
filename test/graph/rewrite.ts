/** Writes the expected dumps anew, after a change of the graph that is meant: review the diff. */
import { writeFileSync } from 'node:fs';
import { writeServingGraph } from '../../src/graph/serving.js';
import { dump } from './dump.js';
import { expectedFile, reviewed } from './small-model.js';

for (const { name, config, precision } of reviewed) {
  writeFileSync(expectedFile(name), dump(writeServingGraph(config, precision).model));
}
