import t from 'tap';
import { parseReference } from '../../src/hub/reference.js';

void t.test('a name on the Hub, with a revision or without', (t) => {
  const good: Readonly<Record<string, readonly [string, string]>> = {
    'owner/name': ['owner/name', 'main'],
    'bert-base-uncased': ['bert-base-uncased', 'main'],
    'PlanTL-GOB-ES/roberta-base-biomedical-clinical-es': [
      'PlanTL-GOB-ES/roberta-base-biomedical-clinical-es',
      'main',
    ],
    'owner/name_1.5@v1.0': ['owner/name_1.5', 'v1.0'],
    'owner/name@refs/pr/1': ['owner/name', 'refs/pr/1'],
    [`o/n@${'a'.repeat(40)}`]: ['o/n', 'a'.repeat(40)],
  };
  for (const [text, [repo, revision]] of Object.entries(good)) {
    t.same(parseReference(text), { repo, revision }, text);
  }
  t.end();
});

void t.test('anything else is none', (t) => {
  const bad = [
    ...['', '@main', 'owner/name@', '/owner/name', 'owner/', 'a/b/c', './name', '../name', '..'],
    ...['~/models', 'owner/na me', 'owner/ñ', 'owner--x/name', 'owner/name.git', 'owner/-name'],
    ...['owner/name@../x', 'owner/name@a//b', 'owner/name@/a', 'owner/name@a/', 'owner/name@.x'],
    ...['owner/name@a..b', 'owner/name@a\nb', 'owner\\name', 'C:/name', `owner/${'n'.repeat(97)}`],
    ...['owner/name\n', `owner/name@${'r'.repeat(201)}`, 'https://huggingface.co/owner/name'],
  ];
  for (const text of bad) t.equal(parseReference(text), null, JSON.stringify(text));
  t.end();
});
