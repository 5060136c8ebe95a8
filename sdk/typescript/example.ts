/** Asks a running service: `node dist/example.js http://127.0.0.1:8080 [KEY]`. */
import { candidatesOf, createClient, isItemError } from '@mascarilla/client';

const [, , baseUrl = 'http://127.0.0.1:8080', apiKey] = process.argv;
const client = createClient({
  baseUrl,
  // Where the service asks for one.
  ...(apiKey !== undefined && { apiKey }),
  timeoutMs: 10_000,
});

// One text with one mask.
const filled = await client.fillMask({
  body: {
    inputs: 'El único antecedente personal a reseñar era la <mask> arterial.',
    parameters: { top_k: 3 },
  },
});
if (filled.error) throw new Error(`${filled.error.code}: ${filled.error.error}`);
for (const { token_str, score } of candidatesOf(filled.data)[0] ?? []) {
  console.log(`${score.toFixed(4)}${token_str}`);
}

// A text that cannot be answered spoils its own place alone.
const embedded = await client.embed({
  body: { inputs: ['Paciente con fiebre y tos.', ''], on_error: 'item' },
});
if (embedded.error) throw new Error(`${embedded.error.code}: ${embedded.error.error}`);
for (const item of embedded.data) {
  console.log(isItemError(item) ? item.code : `a vector of ${item.length} numbers`);
}

// An error of the whole request is a value: its code is stable.
const { error, response } = await client.fillMask({ body: { inputs: 'No falta nada.' } });
console.log(response.status, error?.code);
