import t from 'tap';
import { asBrat, asCsv, asJson } from '../../src/server/playground/entity-files.js';

const text = '😀 proteína C\nreactiva, "x"';
const entity = (word: string, start: number, end: number, entity_group = 'PROTEINAS') => ({
  ...{ entity_group, word, start, end, score: 0.9 },
});

void t.test('JSON has the text and its entities', (t) => {
  const entities = [entity('proteína', 2, 10)];
  t.same(JSON.parse(asJson(text, entities)), { text, entities });
  t.end();
});

void t.test('CSV is quoted, and nothing in it is a formula', (t) => {
  const entities = [entity('C\nreactiva, "x"', 11, 26), entity('=1+1', 0, 1, '-alfa')];
  t.equal(
    asCsv(entities),
    '\uFEFFlabel,text,start,end,score\r\n' +
      'PROTEINAS,"C\nreactiva, ""x""",11,26,0.9\r\n' +
      "'-alfa,'=1+1,0,1,0.9\r\n",
  );
  t.end();
});

void t.test('BRAT counts code points, and gives places with line breaks in parts', (t) => {
  const entities = [entity('proteína', 2, 10), entity('C\nreactiva', 11, 21, 'A B')];
  t.equal(
    asBrat(text, entities),
    'T1\tPROTEINAS 2 10\tproteína\nT2\tA_B 11 12;13 21\tC reactiva\n',
  );
  t.end();
});
