/**
 * Runs every command of the pages at the root and in docs/: the blocks marked `sh`. The test command first, then
 * `npm start` in the background, then all others against it. A `json` block right after a command
 * is what it must answer, numbers to within the digits that are shown. Ends with `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const START = 'npm ci && npm start';
const TEST = 'npm ci && npm test';
const READY_MS = 300_000;

/** Commands of one page: { page, command, answer }, answer null where none is shown. */
function readCommands(page) {
  const text = readFileSync(join(root, page), 'utf8');
  const block = /^```sh\n([^]*?)^```\n(?:\s*^```json\n([^]*?)^```\n)?/gm;
  return [...text.matchAll(block)].flatMap(([, commands, answer]) => {
    const lines = commands.trim().split('\n');
    return lines.map((command, index) => ({
      page,
      command,
      answer: index === lines.length - 1 && answer !== undefined ? JSON.parse(answer) : null,
    }));
  });
}

/** Runs a command in a shell of its own process group; gives its exit code and what it wrote. */
function run(command, { echo }) {
  const child = spawn('bash', ['-c', command], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (echo) process.stdout.write(chunk);
  });
  const ended = new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
  return { ended, text: () => output, stop: () => process.kill(-child.pid, 'SIGTERM') };
}

/** Null where an answer is as shown, else where it differs. */
function differs(shown, found, place = 'answer') {
  if (typeof shown === 'number' && typeof found === 'number') {
    return Math.abs(shown - found) <= 1e-4 ? null : `${place} is ${found}, shown ${shown}`;
  }
  if (typeof shown !== 'object' || shown === null || typeof found !== 'object' || found === null) {
    return shown === found ? null : `${place} is ${JSON.stringify(found)}`;
  }
  const keys = new Set([...Object.keys(shown), ...Object.keys(found)]);
  for (const key of keys) {
    const difference = differs(shown[key], found[key], `${place}.${key}`);
    if (difference !== null) return difference;
  }
  return null;
}

let passed = 0;
let failed = 0;
/** What failed, told again at the end, where someone who reads only that finds it. */
const failures = [];

function report(ok, what) {
  const line = `${ok ? 'ok' : 'NOT OK'}: ${what}`;
  console.log(line);
  if (ok) {
    passed += 1;
    return;
  }
  failed += 1;
  failures.push(line);
}

/** Each failed assertion of a TAP output, with its first lines of detail. */
function failedTests(output) {
  return output.match(/^ *not ok .*(?:\n +(?!ok |not ok |# ).*){0,30}/gm) ?? [];
}

async function runTests() {
  const { code, output } = await run(TEST, { echo: true }).ended;
  const summary = /^# \{ total: (\d+), pass: (\d+)(?:, fail: (\d+))?/m.exec(output);
  passed += Number(summary?.[2] ?? 0);
  failed += Number(summary?.[3] ?? 0);
  failures.push(...failedTests(output));
  report(code === 0 && summary !== null, TEST);
}

async function runAgainstServer(commands) {
  const server = run(START, { echo: true });
  const deadline = Date.now() + READY_MS;
  while (!server.text().includes('Try it:') && Date.now() < deadline) {
    const ended = await Promise.race([server.ended, new Promise((r) => setTimeout(r, 200))]);
    if (ended !== undefined) break;
  }
  report(server.text().includes('Try it:'), START);
  for (const { page, command, answer } of commands) {
    // --fail: an error status is a failed command.
    const { code, output } = await run(command.replace(/^curl -s /, 'curl -s --fail '), {}).ended;
    let difference = code === 0 ? null : `exit code ${code}`;
    if (difference === null && answer !== null) difference = differs(answer, JSON.parse(output));
    report(
      difference === null,
      `${page}: ${command}${difference === null ? '' : ` (${difference})`}`,
    );
  }
  server.stop();
  await server.ended;
}

const pagesOf = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const all = [...pagesOf('.'), ...pagesOf('docs')].flatMap(readCommands);
for (const command of [START, TEST]) {
  report(
    all.some((one) => one.command === command),
    `README.md says ${command}`,
  );
}
await runTests();
await runAgainstServer(all.filter(({ command }) => command !== START && command !== TEST));
console.log([...failures, `${passed} passed, ${failed} failed`].join('\n'));
process.exitCode = failed === 0 ? 0 : 1;
