import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONVERTER_VERSION } from '../../src/graph/serving.js';
import { PACKAGE_FORMAT } from '../../src/package/manifest.js';

interface Damage {
  readonly harm: (directory: string) => void;
  /** What opening says. */
  readonly message: RegExp;
}

export function flipBit(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(file, bytes);
}

function rewrite(directory: string, from: string, to: string): void {
  const file = join(directory, 'model.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

/** What can happen to a package on a disk. */
export const damages: Readonly<Record<string, Damage>> = {
  'a flipped bit in the graph': {
    harm: (directory) => flipBit(join(directory, 'graph.onnx'), 100),
    message: /graph\.onnx is not a package .*: its hash is not the one in the manifest/,
  },
  'a flipped bit in the weights': {
    harm: (directory) => flipBit(join(directory, 'weights.bin'), 1000),
    message: /weights\.bin is not a package .*: its hash is not the one in the manifest/,
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
      rewrite(directory, `"format": ${PACKAGE_FORMAT}`, '"format": 1');
    },
    message: /model\.json is not a package .*: it has format 1, and this version reads \d/,
  },
  'another version of the converter': {
    harm: (directory) => {
      rewrite(directory, `"converter": ${CONVERTER_VERSION}`, '"converter": 1');
    },
    message: new RegExp(
      `model\\.json is not a package .*: it was written by version 1 of the converter, and this version serves ${CONVERTER_VERSION}\\.`,
    ),
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
