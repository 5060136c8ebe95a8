import t from 'tap';
import { modelSources } from '../../src/options/model-sources.js';

const { parse } = modelSources('models/mini', 'models');

void t.test('a folder or a model of the Hub, with a name or without', (t) => {
  const cases: readonly (readonly [string, readonly (readonly [string | null, string])[]])[] = [
    ['models/mini', [[null, 'models/mini']]],
    ['base=models/mini', [['base', 'models/mini']]],
    [
      'a=x,b/c=PlanTL-GOB-ES/bsc-bio-ehr-es@main,/srv/m',
      [
        ['a', 'x'],
        ['b/c', 'PlanTL-GOB-ES/bsc-bio-ehr-es@main'],
        [null, '/srv/m'],
      ],
    ],
    ['a=/srv/x=y', [['a', '/srv/x=y']]],
    ['/srv/x=y', [[null, '/srv/x=y']]],
    ['./x=y', [[null, './x=y']]],
    ['=x', [[null, '=x']]],
  ];
  for (const [text, wanted] of cases) {
    t.same(
      parse(text),
      wanted.map(([name, reference]) => ({ name, reference })),
      text,
    );
  }
  t.end();
});

void t.test('what cannot be meant is refused', (t) => {
  t.throws(() => parse(''), /holds an empty one/);
  t.throws(() => parse('a,,b'), /holds an empty one/);
  t.throws(() => parse('base='), /holds an empty one/);
  t.throws(() => parse('a=x,a=y'), /two models are called a/);
  t.throws(() => parse(Array.from({ length: 33 }, (_, n) => `m${n}`).join(',')), /33 models; 32/);
  t.end();
});
