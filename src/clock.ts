/** Where time comes from; tests bring their own. */
export interface Clock {
  /** Milliseconds since an arbitrary moment; never goes back. */
  now(): number;
  /** Calls back once, `ms` milliseconds from now and never before it returns; gives the cancel. */
  setTimer(ms: number, callback: () => void): () => void;
}

export const realClock: Clock = {
  now: () => performance.now(),
  setTimer(ms, callback) {
    // Node cuts fractions off, which would call back too early. The timer keeps the process alive on
    // purpose: rows wait behind it, or an engine.
    const timer = setTimeout(callback, Math.ceil(ms));
    return () => {
      clearTimeout(timer);
    };
  },
};
