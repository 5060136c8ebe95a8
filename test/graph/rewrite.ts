/** Writes the expected dump anew, after a change of the graph that is meant: review the diff. */
import { writeFileSync } from 'node:fs';
import { writeServingGraph } from '../../src/graph/serving.js';
import { dump } from './dump.js';
import { expectedFile, smallModel } from './small-model.js';

writeFileSync(expectedFile, dump(writeServingGraph(smallModel).model));
