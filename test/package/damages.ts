import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Damage {
  readonly harm: (directory: string) => void;
  /** What opening says. */
  readonly message: RegExp;
}

/** What can happen to a package on a disk. */
export const damages: Readonly<Record<string, Damage>> = {
  'a flipped bit in the graph': {
    harm: (directory) => {
      const file = join(directory, 'graph.onnx');
      const bytes = readFileSync(file);
      bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
      writeFileSync(file, bytes);
    },
    message: /graph\.onnx is not a package .*: its hash is not the one in the manifest/,
  },
  'weights cut short': {
    harm: (directory) => truncateSync(join(directory, 'weights.bin'), 1000),
    message: /weights\.bin is not a package .*: it has 1000 bytes, not \d+/,
  },
  'no tokenizer': {
    harm: (directory) => rmSync(join(directory, 'tokenizer.json')),
    message: /tokenizer\.json is not a package .*: it is missing/,
  },
  'another format': {
    harm: (directory) => {
      const file = join(directory, 'model.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"format": 3', '"format": 1'));
    },
    message: /model\.json is not a package .*: \/format /,
  },
  'half a manifest': {
    harm: (directory) => truncateSync(join(directory, 'model.json'), 100),
    message: /model\.json is not a package .*: it is not JSON/,
  },
  'no manifest': {
    harm: (directory) => rmSync(join(directory, 'model.json')),
    message: /model\.json is not a package .*: it cannot be read/,
  },
};
