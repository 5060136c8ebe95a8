import t from 'tap';
import { showProgress } from '../../src/commands/progress.js';

/** A display whose clock is moved by hand. */
function display(isTTY: boolean) {
  const written: string[] = [];
  let time = 0;
  return {
    written,
    stream: { isTTY, write: (text: string) => written.push(text) },
    now: () => time,
    pass: (ms: number) => (time += ms),
  };
}

const TOTAL = 10_000_000;

void t.test('quick work shows nothing', (t) => {
  for (const isTTY of [true, false]) {
    const shown = display(isTTY);
    const progress = showProgress('pulling', shown);
    for (let done = 0; done <= 9; done++) {
      progress((done * TOTAL) / 9, TOTAL);
      shown.pass(100);
    }
    t.same(shown.written, []);
  }
  t.end();
});

void t.test('outside of a terminal a line a second', (t) => {
  const shown = display(false);
  const progress = showProgress('pulling owner/name', shown);
  for (let done = 0; done <= 30; done++) {
    progress((done * TOTAL) / 30, TOTAL);
    shown.pass(100);
  }
  t.same(shown.written, [
    'pulling owner/name: 33 % of 10.0 MB\n',
    'pulling owner/name: 66 % of 10.0 MB\n',
  ]);
  t.end();
});

void t.test('on a terminal a bar, and in the end nothing', (t) => {
  const shown = display(true);
  const progress = showProgress('pulling', shown);
  shown.pass(1000);
  progress(TOTAL / 4, TOTAL);
  shown.pass(50);
  progress(TOTAL / 3, TOTAL);
  shown.pass(50);
  progress(TOTAL / 2, TOTAL);
  progress(TOTAL, TOTAL);
  t.same(shown.written, [
    '\u001b[2Kpulling [#####---------------] 25 % of 10.0 MB\r',
    '\u001b[2Kpulling [##########----------] 50 % of 10.0 MB\r',
    '\u001b[2K',
  ]);
  t.end();
});

void t.test('a total that nobody knows', (t) => {
  const shown = display(false);
  const progress = showProgress('reading', shown);
  shown.pass(1000);
  progress(TOTAL / 4, null);
  shown.pass(1000);
  progress(TOTAL, null);
  shown.pass(1000);
  progress(TOTAL, TOTAL);
  t.same(shown.written, ['reading: 2.5 MB\n', 'reading: 10.0 MB\n']);

  const terminal = display(true);
  const bar = showProgress('reading', terminal);
  terminal.pass(1000);
  bar(12_345, null);
  bar(0, 0);
  t.same(terminal.written, ['\u001b[2Kreading 12.3 kB\r', '\u001b[2K']);
  t.end();
});
