import t from 'tap';
import { startServer } from './server.js';

void t.test('on_error: item', async (t) => {
  const { url, post, get } = await startServer(t);

  await t.test('/fill-mask: a bad text does not fail its neighbours', async (t) => {
    const inputs = ['Acude por <mask> abdominal.', 'sin máscara', 'Dolor de <mask>.'];
    const parameters = { on_error: 'item', top_k: 2 };
    const { status, headers, body } = await post('/fill-mask', { inputs, parameters });
    t.equal(status, 200);
    const [first, bad, last] = body as unknown[];
    t.strictSame(bad, {
      error:
        'No mask_token (<mask>) found on the input: write <mask> in `inputs[1]` where the word is missing.',
      error_type: 'validation',
      code: 'MASK_MISSING',
    });
    t.equal(headers.get('x-failed-inputs'), '1');
    const alone = await post('/fill-mask', { inputs: inputs[0], parameters });
    t.match(first, alone.body, 'they are answered as they are alone');
    t.equal((last as unknown[]).length, 2);
    t.equal(alone.headers.get('x-failed-inputs'), null);
  });

  await t.test('/embed: in the place of its vector', async (t) => {
    const inputs = ['tos', '', [5, 999_999], 'fiebre'];
    const { status, headers, body } = await post('/embed', { inputs, on_error: 'item' });
    t.equal(status, 200);
    const [tos, empty, unknown, fever] = body as unknown[];
    t.match([empty, unknown], [{ code: 'INPUT_EMPTY' }, { code: 'TOKEN_UNKNOWN' }]);
    t.match([tos, fever], [{ length: 256 }, { length: 256 }]);
    t.equal(headers.get('x-failed-inputs'), '1,2');
    t.equal(headers.get('x-compute-tokens'), '6', 'two texts of three tokens');
  });

  await t.test('the model’s own path has it too', async (t) => {
    const asked = { inputs: ['<mask>', ''], parameters: { on_error: 'item', top_k: 1 } };
    t.match((await post('/', asked)).body, [[{ token: Number }], { code: 'INPUT_EMPTY' }]);
  });

  await t.test('unless it is asked for, an error is the request’s', async (t) => {
    for (const body of [{ inputs: ['tos', ''] }, { inputs: ['tos', ''], on_error: 'request' }]) {
      t.match(await post('/embed', body), { status: 400, body: { code: 'INPUT_EMPTY' } });
    }
    t.match(
      await post('/embed', { inputs: '', on_error: 'item' }),
      { status: 400 },
      'a single text',
    );
    t.match(await post('/embed', { inputs: ['tos'], on_error: 'skip' }), {
      status: 422,
      body: { error: /body\/on_error must be one of \["request","item"\]/ },
    });
  });

  await t.test('bytes have no place for an error', async (t) => {
    const reply = await fetch(`${url}/embed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/x-npy' },
      body: JSON.stringify({ inputs: ['tos'], on_error: 'item' }),
    });
    t.equal(reply.status, 422);
    t.match(await reply.json(), { code: 'REQUEST_INVALID', error: /body\/on_error .* JSON/ });
  });

  await t.test('such texts are counted by their codes', async (t) => {
    const text = await (await fetch(`${url}/metrics`)).text();
    t.match(text, 'mascarilla_failed_texts_total{code="INPUT_EMPTY"} 2');
    t.match(text, 'mascarilla_failed_texts_total{code="MASK_MISSING"} 1');
    t.equal((await get('/health/live')).status, 200);
  });
});
