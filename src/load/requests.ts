/** Bodies of requests, one text each. */

export const loadTasks = ['embed', 'fill-mask'] as const;
export type LoadTask = (typeof loadTasks)[number];

/** @param mask how the model writes a mask; in each text its middle word is replaced by one */
export function bodyOf(task: LoadTask, text: string, mask: string): string {
  return JSON.stringify({ inputs: task === 'embed' ? text : maskMiddle(text, mask) });
}

export function maskMiddle(text: string, mask: string): string {
  const words = text.split(' ');
  words[Math.floor(words.length / 2)] = mask;
  return words.join(' ');
}
