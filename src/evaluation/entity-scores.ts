/** How well found entities fit those of a gold standard, counted as the shared tasks do. */
import { keyOf, type Mention } from '../corpus/mention.js';
import { countPairs } from './pairs.js';

/** How entities are counted, and what that comes to; null where there is nothing to divide by. */
export interface Matches {
  readonly gold: number;
  readonly found: number;
  readonly matched: number;
  /** matched / found */
  readonly precision: number | null;
  /** matched / gold */
  readonly recall: number | null;
  /** 2 · matched / (found + gold), which is the harmonic mean of the two. */
  readonly f1: number | null;
}

/** The same entities counted in both ways. */
export interface EntityScores {
  /** With the same label and the same offsets. */
  readonly strict: Matches;
  /** With the same label and a common character, in pairs. */
  readonly overlapping: Matches;
}

/** Over all labels together (micro), and by label. */
export interface EntityResult extends EntityScores {
  readonly labels: Readonly<Record<string, EntityScores>>;
}

interface Counts {
  gold: number;
  found: number;
  strict: number;
  overlapping: number;
}

/**
 * Adds up the entities of texts. Both ways compare sets: the same entity twice counts once.
 *
 * - Strict is what the scorer of PharmaCoNER counts (github.com/PlanTL-GOB-ES/
 *   PharmaCoNER-Evaluation-Script, classes.py), and IberLEF's after it: label and offsets are equal.
 * - Overlapping is the lenient match of n2c2 2018, track 2 (Henry et al. 2020): the label is equal
 *   and the spans share a character. Each entity counts once, so it is one of a pair at most, and the
 *   pairs are as many as there can be, whatever the order.
 */
export class EntitySum {
  readonly #labels = new Map<string, Counts>();
  readonly #only: ReadonlySet<string> | null;

  /** @param only labels that count; null for all */
  constructor(only: readonly string[] | null = null) {
    this.#only = only === null ? null : new Set(only);
  }

  /** The entities of one text. */
  add(gold: readonly Mention[], found: readonly Mention[]): void {
    const truth = this.#byLabel(gold);
    const guess = this.#byLabel(found);
    for (const label of new Set([...truth.keys(), ...guess.keys()])) {
      const [wanted, given] = [
        truth.get(label) ?? new Map<string, Mention>(),
        guess.get(label) ?? new Map<string, Mention>(),
      ];
      const counts = this.#countsOf(label);
      counts.gold += wanted.size;
      counts.found += given.size;
      counts.strict += [...given.keys()].filter((key) => wanted.has(key)).length;
      counts.overlapping += countPairs([...wanted.values()], [...given.values()], overlap);
    }
  }

  get result(): EntityResult {
    const labels = [...this.#labels].toSorted(([a], [b]) => (a < b ? -1 : 1));
    const total = labels.reduce(
      (sum, [, counts]) => ({
        gold: sum.gold + counts.gold,
        found: sum.found + counts.found,
        strict: sum.strict + counts.strict,
        overlapping: sum.overlapping + counts.overlapping,
      }),
      { gold: 0, found: 0, strict: 0, overlapping: 0 },
    );
    return {
      ...scoresOf(total),
      labels: Object.fromEntries(labels.map(([label, counts]) => [label, scoresOf(counts)])),
    };
  }

  #byLabel(mentions: readonly Mention[]): Map<string, Map<string, Mention>> {
    const labels = new Map<string, Map<string, Mention>>();
    for (const mention of mentions) {
      const { label } = mention;
      if (this.#only?.has(label) === false) continue;
      labels.set(
        label,
        (labels.get(label) ?? new Map<string, Mention>()).set(keyOf(mention), mention),
      );
    }
    return labels;
  }

  #countsOf(label: string): Counts {
    const counts = this.#labels.get(label) ?? { gold: 0, found: 0, strict: 0, overlapping: 0 };
    this.#labels.set(label, counts);
    return counts;
  }
}

/** Whether two mentions share a character. */
export const overlap = (one: Mention, other: Mention): boolean =>
  one.spans.some((a) => other.spans.some((b) => a.start < b.end && b.start < a.end));

const scoresOf = ({ gold, found, strict, overlapping }: Counts): EntityScores => ({
  strict: matches(gold, found, strict),
  overlapping: matches(gold, found, overlapping),
});

const matches = (gold: number, found: number, matched: number): Matches => ({
  ...{ gold, found, matched },
  precision: ratio(matched, found),
  recall: ratio(matched, gold),
  f1: ratio(2 * matched, found + gold),
});

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
