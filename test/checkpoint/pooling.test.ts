import fc from 'fast-check';
import t from 'tap';
import { parsePooling, poolings } from '../../src/checkpoint/pooling.js';
import { ServiceError } from '../../src/errors.js';

const parse = (json: unknown) => parsePooling(json, '1_Pooling/config.json');

/** As versions up to 5 save it. */
const switches = (on: object) => ({
  word_embedding_dimension: 768,
  pooling_mode_cls_token: false,
  pooling_mode_mean_tokens: false,
  pooling_mode_max_tokens: false,
  pooling_mode_mean_sqrt_len_tokens: false,
  pooling_mode_weightedmean_tokens: false,
  pooling_mode_lasttoken: false,
  include_prompt: true,
  ...on,
});

void t.test('one switch of an older file', (t) => {
  t.equal(parse(switches({ pooling_mode_cls_token: true })), 'cls');
  t.equal(parse(switches({ pooling_mode_mean_tokens: true })), 'mean');
  t.equal(parse(switches({ pooling_mode_max_tokens: true })), 'max');
  t.equal(parse(switches({ pooling_mode_mean_sqrt_len_tokens: true })), 'mean_sqrt_len_tokens');
  t.equal(parse(switches({ pooling_mode_weightedmean_tokens: true })), 'weightedmean');
  t.equal(parse(switches({ pooling_mode_lasttoken: true })), 'lasttoken');
  t.equal(parse({ word_embedding_dimension: 4, pooling_mode_cls_token: true }), 'cls');
  t.end();
});

void t.test('the name of a newer file, which counts before any switch', (t) => {
  for (const pooling of poolings) {
    t.equal(parse({ embedding_dimension: 768, pooling_mode: pooling }), pooling);
    t.equal(parse({ pooling_mode: [pooling], include_prompt: true }), pooling);
  }
  t.equal(parse({ pooling_mode: 'cls', pooling_mode_max_tokens: true }), 'cls');
  t.end();
});

void t.test('where nothing is said it is the mean', (t) => {
  t.equal(parse({}), 'mean');
  t.equal(parse(switches({})), 'mean');
  t.end();
});

void t.test('what cannot be computed is refused by name', (t) => {
  const refused = (json: unknown, message: RegExp) =>
    t.throws(() => parse(json), { code: 'ARCHITECTURE_UNSUPPORTED', message });
  refused(
    switches({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: true }),
    /1_Pooling\/config\.json: pooling_mode is cls and mean; supported: one of them alone/,
  );
  refused({ pooling_mode: ['max', 'mean'] }, /pooling_mode is max and mean; supported: one of/);
  refused({ pooling_mode: 'attention' }, /pooling_mode is attention; supported: mean, cls, max, /);
  refused({ pooling_mode: null }, /pooling_mode is null;/);
  refused({ pooling_mode: [] }, /pooling_mode is missing;/);
  refused({ pooling_mode: [['mean']] }, /pooling_mode is a list;/);
  refused({ pooling_mode: 'constructor' }, /pooling_mode is constructor;/);
  refused(switches({ include_prompt: false }), /include_prompt is false; supported: true/);
  refused(
    switches({ pooling_mode_median_tokens: false }),
    /the option pooling_mode_median_tokens is false; supported: pooling_mode, pooling_mode_cls/,
  );
  t.end();
});

void t.test('what is no configuration is told', (t) => {
  const invalid = (json: unknown, message: RegExp) =>
    t.throws(() => parse(json), { code: 'CHECKPOINT_CONFIG_INVALID', message });
  invalid([], /1_Pooling\/config\.json .*: it is a list, not an object/);
  invalid(null, /it is null, not an object/);
  invalid({ pooling_mode_max_tokens: 1 }, /pooling_mode_max_tokens is 1, neither true nor false/);
  t.end();
});

void t.test('anything else is refused, or one of the names', (t) => {
  const key = fc.constantFrom('pooling_mode', 'include_prompt', ...Object.keys(switches({})));
  const json = fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.jsonValue()));
  const check = (value: unknown) => {
    try {
      return poolings.includes(parse(value));
    } catch (error) {
      return error instanceof ServiceError && error.message.length < 2000;
    }
  };
  fc.assert(fc.property(json, check), { numRuns: 500 });
  t.end();
});
