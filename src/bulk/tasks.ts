import type { BulkRequest } from './request.js';
import { classify, type ScoredLabel } from '../tasks/classify.js';
import { embed } from '../tasks/embed.js';
import type { EntityGroup } from '../tasks/entities.js';
import { fillMask, type Candidate, type Filled } from '../tasks/fill-mask.js';
import { findEntities } from '../tasks/find-entities.js';
import { requireResults, type Item } from '../tasks/items.js';
import type { ServedModel, TaskLimits, TaskReply } from '../tasks/model.js';

/** What a task gives for one text. */
export type BulkResult =
  | { readonly task: 'embed'; readonly embedding: readonly number[] }
  | { readonly task: 'ner'; readonly entities: readonly EntityGroup[] }
  | { readonly task: 'classify'; readonly labels: readonly ScoredLabel[] }
  | { readonly task: 'fill-mask'; readonly masks: readonly (readonly Candidate[])[] };

/** Candidates of one mask where nobody says it, as over HTTP. */
const TOP_K = 5;

/** Runs a task on one text, as a request with this text alone would. Rejects as the task does. */
export async function runTask(
  model: ServedModel,
  request: BulkRequest,
  text: string,
): Promise<TaskReply<BulkResult>> {
  const limits: TaskLimits = {
    maxInputs: 1,
    maxTopK: model.manifest.model.vocabularySize,
    ...{ maxCharacters: text.length, maxWindows: text.length },
  };
  const { truncate, topK } = request;
  const shared = { inputs: text, truncate };
  switch (request.task) {
    case 'embed': {
      const { pooling, normalize } = model.manifest.model.embedding;
      const reply = await embed(model, limits, {
        ...shared,
        truncationDirection: 'right',
        promptName: null,
        normalize: request.normalize ?? normalize,
        pooling: request.pooling ?? pooling,
        dimensions: null,
      });
      return only(reply, (embedding) => ({ task: 'embed', embedding }));
    }
    case 'ner': {
      const { strategy, window, stride } = request;
      const ignoreLabels = ['O'];
      const asked = { inputs: text, strategy, window, stride, ignoreLabels, truncate: false };
      const reply = await findEntities(model, limits, asked);
      return only(reply, (found) => ({
        task: 'ner',
        // Every strategy but `none` gives groups.
        entities: found.filter((one): one is EntityGroup => 'entity_group' in one),
      }));
    }
    case 'classify': {
      const asked = { inputs: text, topK, threshold: null, truncate: false } as const;
      const reply = await classify(model, limits, { ...asked, windowPooling: 'mean' });
      return only(reply, (labels) => ({ task: 'classify', labels }));
    }
    case 'fill-mask': {
      const { targets } = request;
      const reply = await fillMask(model, limits, { ...shared, topK: topK ?? TOP_K, targets });
      return only(reply, (filled) => ({ task: 'fill-mask', masks: listsOf(filled) }));
    }
  }
}

/** A list for each mask, for the only one too; candidates are tokens, as nothing else is asked for. */
function listsOf(filled: Filled): Candidate[][] {
  const lists: Candidate[][] = [];
  const alone: Candidate[] = [];
  for (const one of filled) {
    if (Array.isArray(one)) lists.push(one.filter(isToken));
    else if (isToken(one)) alone.push(one);
  }
  return lists.length > 0 ? lists : [alone];
}

const isToken = (candidate: object): candidate is Candidate => 'token' in candidate;

/** The reply to a request of one text. */
function only<One>(
  { output, ...rest }: TaskReply<readonly Item<One>[]>,
  name: (one: One) => BulkResult,
): TaskReply<BulkResult> {
  const [one] = requireResults(output);
  if (one === undefined) throw new TypeError('a task gave nothing for its text');
  return { ...rest, output: name(one) };
}
