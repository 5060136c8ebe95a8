/**
 * What a batch's promise rejects with when the engine's process died with the batch in its hands.
 *
 * It must only be used for a batch that a living process had received: the batcher sends the rows
 * again at once. A call made while there is no process has to wait for the next one, or to reject
 * with ENGINE_UNAVAILABLE; otherwise batcher and engine throw the batch to and fro without end.
 */
export class EngineStopped extends Error {
  override readonly name = 'EngineStopped';
  /** True where the batch was being computed, false where it had only been prefetched. */
  readonly running: boolean;

  constructor(message: string, running: boolean) {
    super(message);
    this.running = running;
  }
}
