import t from 'tap';
import { startServer } from './server.js';

void t.test('POST /sentences', async (t) => {
  const { post } = await startServer(t, { maxCharacters: '1000', maxInputs: '3' });
  const ask = (inputs: unknown) => post('/sentences', { inputs });

  await t.test('a text gives its sentences, a list a list of them', async (t) => {
    const one = await ask('Visto por el Dr. Ruiz 🙂. Alta.\n\nFin');
    t.equal(one.status, 200);
    t.same(one.body, [
      { text: 'Visto por el Dr. Ruiz 🙂.', start: 0, end: 24, paragraph: 0 },
      { text: 'Alta.', start: 25, end: 30, paragraph: 0 },
      { text: 'Fin', start: 32, end: 35, paragraph: 1 },
    ]);
    const several = await ask(['Uno. Dos.', ' \n']);
    t.equal((several.body as unknown[][])[0]?.length, 2);
    t.same((several.body as unknown[][])[1], []);
  });

  await t.test('what is too much, empty or no text is refused', async (t) => {
    const refused = async (inputs: unknown, status: number, code: string) => {
      const reply = await ask(inputs);
      t.equal(reply.status, status);
      t.match(reply.body, { code });
    };
    await refused(['a'.repeat(600), 'a'.repeat(401)], 422, 'CHARACTERS_TOO_MANY');
    await refused(['a', 'b', 'c', 'd'], 422, 'INPUTS_TOO_MANY');
    await refused(['a', ''], 400, 'INPUT_EMPTY');
    await refused('\ud800', 422, 'INPUT_NOT_UNICODE');
    await refused([3], 422, 'REQUEST_INVALID');
    t.match((await post('/sentences', { inputs: 'a', model: 3 })).body, {
      code: 'REQUEST_INVALID',
    });
  });
});
