/** Requests of several kinds, the answer that each has when nothing happens, and what another one is. */
import { Connection, type Answer } from './connection.js';

export interface Ask {
  readonly path: string;
  readonly body: unknown;
  readonly expected: unknown;
}

const TEXTS = 24;

/** Rounding differs with the company of a text, and with the engine. */
const NEAR = 1e-4;

const text = (index: number, word: string): string =>
  `Paciente ${index} con dolor ${'muy '.repeat(index % 7)}${word} desde hace ${index} días.`;

const kinds: readonly (readonly [path: string, bodyOf: (index: number) => unknown])[] = [
  ['/embed', (index) => ({ inputs: text(index, 'intenso') })],
  ['/embed', (index) => ({ inputs: [text(index, 'leve'), text(index + 1, 'agudo')] })],
  ['/fill-mask', (index) => ({ inputs: text(index, '<mask>') })],
  ['/fill-mask', (index) => ({ inputs: [text(index, '<mask>')], parameters: { top_k: 2 } })],
  ['/v1/embeddings', (index) => ({ input: text(index, 'sordo'), encoding_format: 'float' })],
  [
    '/similarity',
    (index) => ({
      inputs: { source_sentence: text(index, 'leve'), sentences: [text(index, 'sordo'), 'Tos.'] },
    }),
  ],
  ['/tokenize', (index) => ({ inputs: text(index, 'nuevo') })],
];

/** Asks each of them once, one after the other. */
export async function describeRequests(url: string): Promise<readonly Ask[]> {
  const connection = await Connection.open(url);
  const asks: Ask[] = [];
  for (const [path, bodyOf] of kinds) {
    for (let index = 0; index < TEXTS; index += 1) {
      const body = bodyOf(index);
      const answer = await connection.post(path, body);
      if (answer.status !== 200) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
      asks.push({ path, body, expected: answer.body });
    }
  }
  connection.close();
  return asks;
}

export type Verdict = 'right' | 'refused' | 'blamed' | 'crossed' | 'wrong';

export function judge(ask: Ask, { status, head, body }: Answer, asks: readonly Ask[]): Verdict {
  if (status === 200) {
    if (isNear(body, ask.expected)) return 'right';
    return asks.some(({ expected }) => isNear(body, expected)) ? 'crossed' : 'wrong';
  }
  if ((status === 503 || status === 429) && /^retry-after: [1-9]/im.test(head)) return 'refused';
  return status === 500 && /ROW_REFUSED/i.test(JSON.stringify(body)) ? 'blamed' : 'wrong';
}

/** The same, but for rounding of numbers. */
function isNear(one: unknown, other: unknown): boolean {
  if (typeof one === 'number' && typeof other === 'number') return Math.abs(one - other) < NEAR;
  if (typeof one !== 'object' || typeof other !== 'object') return one === other;
  if (one === null || other === null) return one === other;
  const [left, right] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isNear(value, right.get(key)))
  );
}
