/** A part of the page for one task, made anew when the language changes; its state outlives it. */
export interface Tool {
  readonly element: HTMLElement;
  /** Asks at once where nothing was asked yet, so that there is something to see. */
  readonly begin: () => void;
}
