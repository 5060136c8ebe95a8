/** Upper bounds of seconds, from a short text on a GPU to what a client hardly waits for. */
export const SECONDS = [
  ...[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
  ...[1, 2.5, 5, 10, 30],
];

/** Up to the rows of the largest batches in use. */
export const ROWS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** From one short text to batches of long ones. */
export const TOKENS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192];
