const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** What shells expect of a process that a signal ended: 128 and the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Does work that a first signal ends early, so that it can clear up behind itself; a second one ends
 * the process at once.
 *
 * @param told what people are told then
 */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<void>,
  told: string,
): Promise<void> {
  const abort = new AbortController();
  const stop = (signal: (typeof SIGNALS)[number]) => {
    process.exitCode = EXIT_CODES[signal];
    abort.abort();
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    await work(abort.signal);
  } catch (error) {
    // Whatever fails because of the signal is no news.
    if (!abort.signal.aborted) throw error;
    process.stderr.write(`mascarilla: interrupted ${told}.\n`);
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}
