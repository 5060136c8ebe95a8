/** Writes the expected dumps anew, after a change of the graph that is meant: review the diff. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeExportedGraph } from '../../src/graph/exported/serving.js';
import { writeServingGraph } from '../../src/graph/serving.js';
import { dump } from './dump.js';
import { read } from './exported/read.js';
import { toy, withClass } from './exported/toy.js';
import { expectedFile, reviewed } from './small-model.js';

for (const { name, config, precision } of reviewed) {
  writeFileSync(expectedFile(name), dump(writeServingGraph(config, precision).model));
}

const folder = mkdtempSync(join(tmpdir(), 'mascarilla-'));
const exported = writeExportedGraph(await read(folder, toy()), withClass('RobertaForMaskedLM'));
writeFileSync(expectedFile('exported-masked-lm'), dump(exported.model));
rmSync(folder, { recursive: true });
