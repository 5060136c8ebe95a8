/** The sentences of a paragraph. */
export const splitSentences = (paragraph: string): string[] => [paragraph];
