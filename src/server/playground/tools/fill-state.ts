import type { Candidate, Operations } from '../api.js';
import { Cell } from '../cell.js';
import { fillExamples } from '../examples.js';
import { Run } from '../run.js';
import { isMasked, join, split, type Piece } from '../words.js';

export const counts = [5, 10, 20] as const;

type Reply = Operations['fill-mask']['reply'];

/** What is hidden and filled in a text, and what the model said of it. */
export class FillState {
  readonly pieces: Cell<readonly Piece[]>;
  readonly editing = new Cell(false);
  readonly run = new Run<Reply>();
  /** By the place of the word; those of a filled one stay, so that another one can be put. */
  candidates: ReadonlyMap<number, readonly Candidate[]> = new Map();
  count: number = counts[0];

  constructor(private maskToken: string) {
    this.pieces = new Cell<readonly Piece[]>(split(fillExamples[0].text, maskToken));
  }

  get body(): Operations['fill-mask']['body'] {
    const inputs = join(this.pieces.value, this.maskToken);
    return { inputs, parameters: { top_k: this.count } };
  }

  /** Places of the masks, as the answer lists them. */
  get masks(): number[] {
    return this.pieces.value.flatMap((piece, place) => (isMasked(piece) ? [place] : []));
  }

  /** Takes an answer to these masks in. */
  take(reply: Reply, masks: readonly number[]): void {
    const lists = readCandidates(reply);
    const fresh = masks.map((place, index) => [place, lists[index] ?? []] as const);
    this.candidates = new Map([...this.candidates, ...fresh]);
  }

  /** Another model is to be asked. */
  forget(maskToken: string): void {
    this.maskToken = maskToken;
    this.candidates = new Map();
    this.run.reset();
  }

  write(text: string): void {
    this.candidates = new Map();
    this.run.reset();
    this.pieces.value = split(text, this.maskToken);
  }
}

/** One text with one mask is answered with its candidates, with several with a list for each. */
function readCandidates(reply: Reply): readonly (readonly Candidate[])[] {
  const lists = reply.flatMap((one) => (Array.isArray(one) ? [pick(one.flat(2))] : []));
  return lists.length > 0 ? lists : [pick(reply.flat(3))];
}

/** A list of texts could have errors among its answers; one text is refused as a whole. */
const pick = (items: readonly object[]): Candidate[] => items.filter(isCandidate);

const isCandidate = (item: object): item is Candidate => 'token_str' in item;
