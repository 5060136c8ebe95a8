/**
 * `node .ci/chart-kinds.js TOOLS FILE…`: sorts the objects in files of YAML. Those of Kubernetes' own
 * kinds are written to TOOLS/own, for its validator; those of operators are checked here, as far as
 * there is a schema: types and required fields, not fields that should not be there.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseAllDocuments } from 'yaml';

const [tools, ...files] = process.argv.slice(2);
const own = join(tools, 'own');
rmSync(own, { recursive: true, force: true });
mkdirSync(own, { recursive: true });

const operators = {
  'monitoring.coreos.com/v1': 'prometheus-operator/monitoring.coreos.com/v1',
  'keda.sh/v1alpha1': 'keda/keda.sh/v1alpha1',
};

/** The message of what is wrong, null where nothing is, or where nobody knows. */
async function validate(object, place) {
  const folder = operators[object.apiVersion];
  if (folder === undefined) {
    console.log(`chart: ${place} is not validated, as no schema of it is at hand`);
    return null;
  }
  const path = resolve(tools, 'node_modules/@kubernetes-models', folder, 'index.js');
  const kinds = await import(pathToFileURL(path).href);
  try {
    new kinds[object.kind](object).validate();
    return null;
  } catch (error) {
    return `${place}: ${error.message}`;
  }
}

for (const file of files) {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'));
  for (const [index, document] of documents.entries()) {
    const object = document.toJS();
    if (object === null) continue;
    const [group] = object.apiVersion.split('/');
    const isOwn = !group.includes('.') || group.endsWith('.k8s.io');
    if (isOwn) {
      writeFileSync(join(own, `${basename(file, '.yaml')}-${index}.yaml`), document.toString());
      continue;
    }
    const wrong = await validate(object, `${object.kind} in ${file}`);
    if (wrong !== null) {
      console.log(`chart: ${wrong}`);
      process.exitCode = 1;
    }
  }
}
