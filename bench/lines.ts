/**
 * A stream of lines through a service: lines a second, and memory of all processes before it, while
 * it runs and after it. The answers are read as they come.
 *
 *     npx tsc --build && node dist/bench/lines.js [--lines N] [--path /embed|/fill-mask] [-- FLAGS OF SERVE]
 */
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { Service } from './service.js';

const { values: flags, positionals } = parseArgs({
  options: {
    lines: { type: 'string', default: '100000' },
    path: { type: 'string', default: '/embed' },
  },
  allowPositionals: true,
});

const count = Number(flags.lines);
const WARM = 2000;

/** Short notes, no two alike; a mask in each, which /embed takes for a token. */
function* notes(count: number): Generator<string> {
  for (let id = 0; id < count; id += 1) {
    yield `${JSON.stringify({ inputs: `Nota ${id}: refiere <mask> abdominal y tos.`, id })}\n`;
  }
}

/** Sends so many lines and reads their answers; throws for one that is not there or no answer. */
async function stream(url: string, lines: number, seen: (line: number) => void): Promise<void> {
  const headers = { 'content-type': 'application/x-ndjson' };
  const request = http.request(url + flags.path, { method: 'POST', headers });
  Readable.from(notes(lines)).pipe(request);
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  reply.setEncoding('latin1');
  let answered = 0;
  let tail = '';
  for await (const chunk of reply) {
    const parts = (tail + String(chunk)).split('\n');
    tail = parts.pop() ?? '';
    for (const part of parts) {
      if (!part.startsWith(`{"id":${answered},"output":`)) throw new Error(part.slice(0, 200));
      answered += 1;
    }
    seen(answered);
  }
  if (answered !== lines) throw new Error(`${answered} answers to ${lines} lines`);
}

const service = await Service.start(positionals);
await stream(service.url, WARM, () => undefined);
const before = service.memory;
let most = before;
let next = 0;
const started = performance.now();
await stream(service.url, count, (line) => {
  if (line < next) return;
  next = line + count / 50;
  most = Math.max(most, service.memory);
});
const seconds = (performance.now() - started) / 1000;
const after = service.memory;
await service.stop();
const megabytes = (value: number): string => value.toFixed(0);
process.stdout.write(
  `${flags.path}: ${count} lines in ${seconds.toFixed(0)} s, ${(count / seconds).toFixed(0)} a second; ` +
    `memory ${megabytes(before)} MB after ${WARM} lines, ${megabytes(most)} at most, ${megabytes(after)} at the end\n`,
);
process.exit();
