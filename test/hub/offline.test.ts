/** HF_HUB_OFFLINE: the cache alone, and what it says when something is missing. */
import { mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { blobName, checkpointFiles, COMMIT, FakeHub } from './fake-hub.js';
import { modelFolder, pullFrom, quick } from './setting.js';

const files = checkpointFiles();
const offline = { offline: true };

async function start(t: Test) {
  const hub = await FakeHub.start(t);
  const cache = t.testdir();
  const pulled = await pullFrom(hub, cache, quick().surroundings);
  const { surroundings } = quick({ fetch: () => Promise.reject(new Error('the network is used')) });
  const pull = (model?: string) =>
    pullFrom(hub, cache, surroundings, { ...offline, ...(model !== undefined && { model }) });
  return { pulled, pull, folder: modelFolder(cache) };
}

void t.test('a model that was pulled is found without the network', async (t) => {
  const { pulled, pull } = await start(t);
  t.same(await pull(), { ...pulled, fetchedBytes: 0 });
  t.same(await pull(`owner/name@${COMMIT}`), { ...pulled, fetchedBytes: 0 });
});

void t.test('what is missing is told', async (t) => {
  const { pulled, pull, folder } = await start(t);
  const refused = async (message: RegExp, model?: string) => {
    const pulling = pull(model);
    await t.rejects(pulling, { code: 'HUB_OFFLINE', message });
    await t.rejects(pulling, { message: /^HF_HUB_OFFLINE is set, and \S+\/name@\S+ is not whole/ });
  };
  await refused(/other--name: it has never been pulled\./, 'other/name');
  await refused(/it has never been pulled\./, 'owner/name@v2');
  await refused(/there is no snapshot of commit f{40}\./, `owner/name@${'f'.repeat(40)}`);

  const weights = join(pulled.folder, 'model.safetensors');
  rmSync(
    join(folder, 'blobs', blobName('model.safetensors', files['model.safetensors'] ?? Buffer.of())),
  );
  await refused(/the content of model\.safetensors is not there\./);
  unlinkSync(weights);
  await refused(/the snapshot has no complete weights/);
  unlinkSync(join(pulled.folder, 'tokenizer.json'));
  await refused(/the snapshot has no tokenizer/);

  writeFileSync(join(folder, 'refs', 'main'), 'no commit');
  await refused(/it has never been pulled\./);
});

void t.test('a snapshot with folders in it', async (t) => {
  const { pulled, pull, folder } = await start(t);
  mkdirSync(join(pulled.folder, '1_Pooling'));
  writeFileSync(join(folder, 'blobs', 'pooling'), '{}');
  symlinkSync('../../../blobs/pooling', join(pulled.folder, '1_Pooling', 'config.json'));
  t.match(await pull(), { files: pulled.files + 1, bytes: pulled.bytes + 2 });
});
