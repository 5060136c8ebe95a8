import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  countCpuThreads,
  nameOfDevice,
  parseDevices,
  type Device,
} from '../../src/engine/devices.js';

const cpu = (threads: number): Device => ({ kind: 'cpu', threads });
const cuda = (index: number): Device => ({ kind: 'cuda', index });

void t.test('what devices can be named', (t) => {
  const cases: readonly [text: string, devices: unknown][] = [
    ['auto', 'auto'],
    [' auto ', 'auto'],
    ['cpu', [cpu(0)]],
    ['cpu:1x1', [cpu(1)]],
    ['cpu:2x4', [cpu(4), cpu(4)]],
    ['cpu:02x04', [cpu(4), cpu(4)]],
    ['cpu:64x16', Array.from({ length: 64 }, () => cpu(16))],
    ['cpu:1x1024', [cpu(1024)]],
    ['cuda:0', [cuda(0)]],
    ['cuda:99', [cuda(99)]],
    ['cuda:1,cuda:0', [cuda(1), cuda(0)]],
    ['cuda:0, cuda:1', [cuda(0), cuda(1)]],
    ['cuda:0,cpu', [cuda(0), cpu(0)]],
    ['cpu:1x2,cpu:2x1,cpu', [cpu(2), cpu(1), cpu(1), cpu(0)]],
  ];
  for (const [text, devices] of cases) t.strictSame(parseDevices(text), devices, text);
  t.end();
});

void t.test('anything else is refused, and told why', (t) => {
  const cases: readonly [text: string, message: RegExp][] = [
    ['', /^nothing is no device: cpu, cpu:2x4 \(two engines/],
    [' ', /^nothing is no device/],
    ['cpu,', /^nothing is no device/],
    [',', /^nothing is there twice/],
    ['gpu', /^gpu is no device: .*cuda:0.* or auto$/],
    ['CPU', /^CPU is no device/],
    ['cpu:4', /^cpu:4 is no device/],
    ['cpu:2x', /is no device/],
    ['cpu:x4', /is no device/],
    ['cpu:2×4', /is no device/],
    ['cpu:-1x4', /is no device/],
    ['cpu:1.5x4', /is no device/],
    ['cpu:2x4x6', /is no device/],
    ['cpu:٢x٤', /is no device/],
    ['cpu:0x4', /^cpu:0x4 asks for 0 engines; there can be 1 to 64$/],
    ['cpu:65x1', /^cpu:65x1 asks for 65 engines/],
    ['cpu:99999x99999', /^cpu:99999x99999 asks for 99999 engines/],
    ['cpu:999999999999x1', /is no device/],
    ['cpu:4x0', /^cpu:4x0 asks for 0 threads; there can be 1 to 1024$/],
    ['cpu:1x1025', /asks for 1025 threads/],
    ['cpu:2x1024', /^these are 2048 threads; there can be 1024$/],
    ['cpu:40x1,cpu:25x2', /^these are more than 64 engines/],
    [Array.from({ length: 65 }, (_, index) => `cuda:${index}`).join(), /more than 64 engines/],
    ['cpu,cpu', /^cpu is there twice$/],
    ['cuda', /^cuda is no device/],
    ['cuda:', /is no device/],
    ['cuda:00', /is no device/],
    ['cuda:100', /is no device/],
    ['cuda:-1', /is no device/],
    ['cuda:0x1', /is no device/],
    ['cuda:0,cuda:1,cuda:0', /^cuda:0 is there twice$/],
    ['cuda:0;cuda:1', /is no device/],
    ['auto,cpu', /^auto stands for all devices/],
    ['cpu,auto', /^auto stands for all devices/],
  ];
  for (const [text, message] of cases) t.throws(() => parseDevices(text), { message }, text);
  t.end();
});

void t.test('a list is its parts, in order', (t) => {
  const gpus = fc.nat(99).map((index) => ({ text: `cuda:${index}`, devices: [cuda(index)] }));
  const pools = fc
    .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 16 }))
    .map(([engines, threads]) => ({
      text: `cpu:${engines}x${threads}`,
      devices: Array.from({ length: engines }, () => cpu(threads)),
    }));
  const lists = fc.uniqueArray(fc.oneof(gpus, pools), {
    ...{ minLength: 1, maxLength: 12 },
    selector: ({ text }) => text,
  });
  fc.assert(
    fc.property(lists, (list) => {
      const devices = list.flatMap(({ devices }) => devices);
      assert.deepEqual(parseDevices(list.map(({ text }) => text).join()), devices);
    }),
  );
  t.end();
});

void t.test('whatever is written is a bounded list, or refused with a sentence', (t) => {
  const words = fc.constantFrom('cpu', 'cuda', 'auto', ':', 'x', ',', '0', '7', '64', '9999', ' ');
  const read = (text: string) => {
    try {
      return parseDevices(text);
    } catch (error) {
      assert(error instanceof Error && error.name === 'Error' && error.message !== '');
      return 'auto';
    }
  };
  fc.assert(
    fc.property(fc.array(words, { maxLength: 30 }), (parts) => {
      const devices = read(parts.join(''));
      if (devices === 'auto') return;
      assert(devices.length >= 1 && devices.length <= 64);
      assert(countCpuThreads(devices) <= 1024);
    }),
    { numRuns: 1000 },
  );
  t.end();
});

void t.test('devices have names, and threads only where they are processors', (t) => {
  const devices = [cpu(4), cuda(1), cpu(2)];
  t.strictSame(devices.map(nameOfDevice), ['cpu', 'cuda:1', 'cpu']);
  t.equal(countCpuThreads(devices), 6);
  t.equal(countCpuThreads([]), 0);
  t.end();
});
