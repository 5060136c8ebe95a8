import { parseDevices, type Devices } from '../engine/devices.js';
import { integer, type Option } from './kinds.js';

const devices: Option<Devices> = {
  placeholder: 'LIST',
  byDefault: 'cpu',
  description:
    'what computes: `cpu` with `--threads`, `cpu:2x4` for two engines of four threads each, `cuda:0` for a GPU, several with commas between them, or `auto` for `cuda:0` where it can be used and else `cpu`',
  parse: parseDevices,
};

/** What computes, and how texts are put together for it. */
export const computingOptions = {
  devices,
  threads: integer(0, [0, 1024], 'threads of the engine on `cpu`; 0 for every processor available'),
  batchWindowMs: integer(
    5,
    [0, 1000],
    'how long before the engine is expected to be free the next batch is closed; until then texts gather, and an idle engine never waits',
  ),
  maxBatchTokens: integer(
    0,
    [0, 1_000_000],
    'most tokens of one batch, with the padding that ready ONNX exports need; 0 for 512, or the longest text of the model if that is longer',
  ),
  maxBatchRows: integer(
    0,
    [0, 1024],
    'most texts of one batch; 0 for 64, or 8 where a ready ONNX export pads them',
  ),
} as const;
