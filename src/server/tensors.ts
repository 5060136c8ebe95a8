import type { ScoredLabel } from '../tasks/classify.js';
import type { EntityGroup } from '../tasks/entities.js';
import type { Candidate, Filled } from '../tasks/fill-mask.js';

/** A tensor of the Open Inference Protocol: its elements row by row, as many as the shape says. */
export type Tensor =
  | { readonly datatype: 'BYTES'; readonly data: readonly string[]; readonly shape: Shape }
  | {
      readonly datatype: 'FP32' | 'INT64';
      readonly data: readonly number[];
      readonly shape: Shape;
    };

export type Shape = readonly number[];

/** Tensors by their names. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** [texts, elements of a vector] */
export const vectorTensors = (vectors: readonly (readonly number[])[]): Tensors => ({
  embedding: fp32(vectors.flat(), tableShape(vectors)),
});

/**
 * [masks, candidates], best first: a row for each mask of each text, in their order, and
 * `input_index` [masks], the text of each.
 */
export function filledTensors(texts: readonly Filled[]): Tensors {
  const masks = texts.flatMap((filled, input) =>
    masksOf(filled).map((candidates) => ({ input, candidates })),
  );
  const rows = masks.map(({ candidates }) => candidates);
  const cells = rows.flat();
  const shape = tableShape(rows);
  return {
    input_index: int64(
      masks.map(({ input }) => input),
      [masks.length],
    ),
    token: int64(
      cells.map(({ token }) => token),
      shape,
    ),
    token_str: bytes(
      cells.map(({ token_str: text }) => text),
      shape,
    ),
    score: fp32(
      cells.map(({ score }) => score),
      shape,
    ),
    sequence: bytes(
      cells.map(({ sequence }) => sequence),
      shape,
    ),
  };
}

/** A text with one mask has its candidates, one with several a list of them for each. */
function masksOf(filled: Filled): readonly (readonly Cell[])[] {
  const lists = filled.filter((one) => Array.isArray(one));
  if (lists.length > 0) return lists;
  return [filled.flatMap((one) => ('token' in one ? [one] : []))];
}

/** What candidates of one mask have, also words of several tokens. */
type Cell = Pick<Candidate, 'token' | 'token_str' | 'score' | 'sequence'>;

/** [texts, labels], best first */
export function labelTensors(texts: readonly (readonly ScoredLabel[])[]): Tensors {
  const shape = tableShape(texts);
  const cells = texts.flat();
  return {
    label: bytes(
      cells.map(({ label }) => label),
      shape,
    ),
    score: fp32(
      cells.map(({ score }) => score),
      shape,
    ),
  };
}

/** [entities] of all texts, in their order; `input_index` is the text of each. */
export function entityTensors(texts: readonly (readonly EntityGroup[])[]): Tensors {
  const found = texts.flatMap((groups, input) => groups.map((group) => ({ ...group, input })));
  const shape = [found.length];
  return {
    input_index: int64(
      found.map(({ input }) => input),
      shape,
    ),
    entity_group: bytes(
      found.map(({ entity_group: group }) => group),
      shape,
    ),
    score: fp32(
      found.map(({ score }) => score),
      shape,
    ),
    word: bytes(
      found.map(({ word }) => word),
      shape,
    ),
    start: int64(
      found.map(({ start }) => start),
      shape,
    ),
    end: int64(
      found.map(({ end }) => end),
      shape,
    ),
  };
}

const tableShape = (rows: readonly (readonly unknown[])[]): Shape => [
  rows.length,
  rows[0]?.length ?? 0,
];

const bytes = (data: readonly string[], shape: Shape): Tensor => ({
  datatype: 'BYTES',
  shape,
  data,
});

const fp32 = (data: readonly number[], shape: Shape): Tensor => ({ datatype: 'FP32', shape, data });

const int64 = (data: readonly number[], shape: Shape): Tensor => ({
  datatype: 'INT64',
  shape,
  data,
});
