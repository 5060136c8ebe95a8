/** Writes the expected dumps anew, after a change of the graph that is meant: review the diff. */
import { writeFileSync } from 'node:fs';
import { writeServingGraph } from '../../src/graph/serving.js';
import { dump } from './dump.js';
import { expectedFile, smallModels } from './small-model.js';

for (const [name, config] of Object.entries(smallModels)) {
  writeFileSync(expectedFile(name), dump(writeServingGraph(config).model));
}
