/** Tells whether a text is certainly in another language than Spanish. */
export type IsForeign = (text: string) => boolean;

/** Below, the detector takes short Spanish phrases for Portuguese or Catalan. */
const MIN_LETTERS = 40;

/**
 * How far the best language must be ahead of Spanish. At these two values one of 2,000 sentences of
 * clinical cases is taken for foreign, an address; at 0 it would be eight.
 */
const MIN_LEAD = 0.05;

/** A document's language is clear from its start. */
const MAX_CHARACTERS = 5_000;

/** Loads the detector, whose tables take 90 MB of memory. */
export async function loadLanguages(): Promise<IsForeign> {
  const { eld } = await import('eld/extrasmall');
  return (text) => {
    const start = text.slice(0, MAX_CHARACTERS);
    if ((start.match(/\p{L}/gu)?.length ?? 0) < MIN_LETTERS) return false;
    const result = eld.detect(start);
    if (result.language === 'es' || !result.isReliable()) return false;
    const scores = result.getScores();
    return (scores[result.language] ?? 0) - (scores['es'] ?? 0) > MIN_LEAD;
  };
}
