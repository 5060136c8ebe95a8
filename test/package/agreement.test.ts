/** Conversions to a lower precision, with a comparison that the test decides. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import { fail } from '../../src/errors.js';
import type { AgreementCheck } from '../../src/package/agreement.js';
import { convertInto, openModel, type CacheEvent } from '../../src/package/cache.js';
import type { Agreement } from '../../src/package/manifest.js';
import { openVerified, readManifest } from '../../src/package/package.js';
import { tinySetting } from './tiny-checkpoint.js';

const measured: Agreement = {
  ...{ texts: 3, decisions: 10, same: 0.9, divergence: 0.01 },
  ...{ cosine: 0.99, leastCosine: 0.98 },
};

/** A check that gives this, and what it was asked. */
function checkOf(agreement: Agreement, least: number) {
  const asked: string[] = [];
  const check: AgreementCheck = {
    least,
    prepare: () => {
      asked.push('prepare');
      return Promise.resolve(async (...folders) => {
        for (const folder of folders) asked.push((await readManifest(folder)).precision);
        return agreement;
      });
    },
  };
  return { check, asked };
}

void t.test('it is compared with fp32 once, and the manifest tells how near it is', async (t) => {
  const { checkpoint, packages, options } = tinySetting(t);
  const { check: agreement, asked } = checkOf(measured, 0.8);
  const events: CacheEvent['kind'][] = [];
  const asking = { ...options, precision: 'int8', agreement } as const;
  const report = ({ kind }: CacheEvent) => events.push(kind);
  const first = await openModel(checkpoint, { ...asking, report });
  t.strictSame(asked, ['prepare', 'fp32', 'int8']);
  t.strictSame(events, ['comparing', 'converted']);
  t.strictSame(first.manifest.agreement, measured);
  t.strictSame(readdirSync(packages), [basename(first.directory)], 'the reference is gone');
  t.strictSame(await openModel(checkpoint, asking), await openVerified(first.directory));
  t.equal(asked.length, 3);
});

void t.test('nothing is compared in fp32', async (t) => {
  const { checkpoint, options } = tinySetting(t);
  const { check: agreement, asked } = checkOf(measured, 1);
  const { manifest } = await openModel(checkpoint, { ...options, agreement });
  t.equal(manifest.agreement, null);
  t.strictSame(asked, []);
});

void t.test('one that is too far is refused at every start, and measured once', async (t) => {
  const { checkpoint, options } = tinySetting(t);
  const { check, asked } = checkOf(measured, 0.95);
  const asking = { ...options, precision: 'int8', agreement: check } as const;
  const told =
    /^tiny in int8 decides as in fp32 in 90\.00 % of 10 cases, less than .*0\.95\. Serve/;
  for (let start = 0; start < 2; start++) {
    await t.rejects(openModel(checkpoint, asking), { code: 'AGREEMENT_TOO_LOW', message: told });
  }
  t.equal(asked.length, 3);
  const nearEnough = { ...asking, agreement: { ...check, least: 0.9 } };
  t.match((await openModel(checkpoint, nearEnough)).manifest, { precision: 'int8' });
});

void t.test('without decisions the vectors count', async (t) => {
  const { checkpoint, options } = tinySetting(t);
  const vectors = { ...measured, decisions: 0, same: null, divergence: null, cosine: 0.9 };
  const { check: agreement } = checkOf(vectors, 0.95);
  await t.rejects(openModel(checkpoint, { ...options, precision: 'fp16', agreement }), {
    code: 'AGREEMENT_TOO_LOW',
    message: /^tiny in fp16 gives vectors of which the cosine to those of fp32 is 0\.9000, less/,
  });
});

void t.test('a folder that is asked for is not written where it is too far', async (t) => {
  const { checkpoint, directory } = tinySetting(t);
  const { check: agreement } = checkOf(measured, 0.95);
  const before = readdirSync(directory);
  const target = join(directory, 'package');
  await t.rejects(convertInto(checkpoint, target, { precision: 'int8', agreement }), {
    code: 'AGREEMENT_TOO_LOW',
  });
  t.strictSame(readdirSync(directory), before);
});

void t.test('what it is compared on is looked at before anything is converted', async (t) => {
  const { checkpoint, packages, options } = tinySetting(t);
  const prepare = () => Promise.reject(fail('DATA_EMPTY', { file: 'texts.txt' }));
  const progress = () => t.fail('it was converted');
  const agreement = { least: 0, prepare };
  const asking = { ...options, precision: 'int8', agreement, progress } as const;
  await t.rejects(openModel(checkpoint, asking), { code: 'DATA_EMPTY' });
  t.strictSame(readdirSync(packages), []);
});

void t.test('a comparison that fails leaves nothing', async (t) => {
  const { checkpoint, directory, packages, options } = tinySetting(t);
  const seen: string[] = [];
  const measure = (...folders: string[]) => {
    seen.push(...folders);
    return Promise.reject(fail('ENGINE_START_FAILED', { detail: 'no memory' }));
  };
  const agreement = { least: 0, prepare: () => Promise.resolve(measure) };
  const asking = { ...options, precision: 'int8', agreement } as const;
  await t.rejects(openModel(checkpoint, asking), { code: 'ENGINE_START_FAILED' });
  t.strictSame(readdirSync(packages), []);
  t.equal(seen.length, 2);
  t.notOk(seen.some((folder) => existsSync(folder)));
  await t.rejects(convertInto(checkpoint, join(directory, 'package'), asking));
  t.strictSame(readdirSync(directory).sort(), ['home', 'tiny']);
});
