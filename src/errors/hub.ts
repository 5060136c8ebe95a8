import { define } from './definition.js';

export interface HubField {
  /** HF_ENDPOINT. */
  readonly endpoint: string;
}

/** The part of the error table that pulling from the Hub needs. */
export const hubErrors = {
  HUB_ACCESS_DENIED: define<HubField & { subject: string }>(
    500,
    'load',
    (f) =>
      `${f.endpoint} does not give ${f.subject} to everybody: it is gated, private or not there. Ask for access on its page, and set HF_TOKEN to a token that may read it.`,
  ),
  HUB_NOT_FOUND: define<HubField & { subject: string; part: string }>(
    500,
    'load',
    (f) =>
      `${f.endpoint} has no ${f.subject}: there is no such ${f.part}. Check the name and the revision.`,
  ),
  HUB_RATE_LIMITED: define<HubField & { seconds: number | null }>(
    500,
    'load',
    (f) =>
      `${f.endpoint} takes no more requests from here for now (429)${f.seconds === null ? '' : `, for ${f.seconds} seconds`}. Try again then, or set HF_TOKEN, which raises the limit.`,
  ),
  HUB_UNREACHABLE: define<HubField & { detail: string }>(
    500,
    'load',
    (f) =>
      `${f.endpoint} cannot be reached: ${f.detail}. Check the network and HF_ENDPOINT, or set HF_HUB_OFFLINE=1 to use what has been pulled before.`,
  ),
  HUB_FAILED: define<HubField & { status: number }>(
    500,
    'load',
    (f) => `${f.endpoint} answered with status ${f.status} several times. Try again later.`,
  ),
  HUB_ANSWER_INVALID: define<HubField & { detail: string }>(
    500,
    'load',
    (f) => `${f.endpoint} does not answer as the Hub does: ${f.detail}. Check HF_ENDPOINT.`,
  ),
  HUB_OFFLINE: define<{ subject: string; folder: string; detail: string }>(
    500,
    'load',
    (f) =>
      `HF_HUB_OFFLINE is set, and ${f.subject} is not whole in ${f.folder}: ${f.detail}. Pull it once with the network.`,
  ),
  HUB_MODEL_INCOMPLETE: define<{ subject: string; detail: string }>(
    500,
    'load',
    (f) => `${f.subject} is no model that can be served: it has no ${f.detail}.`,
  ),
  HUB_FILE_DAMAGED: define<{ file: string; repo: string }>(
    500,
    'load',
    (f) =>
      `${f.file} of ${f.repo} came twice with another size or hash than the Hub lists. Try again later, or from another network.`,
  ),
  HUB_CACHE_NOT_WRITTEN: define<{ folder: string; detail: string }>(
    500,
    'load',
    (f) =>
      `${f.folder}: the cache of the Hub cannot be used (${f.detail}). Make room, or choose another folder with HF_HOME.`,
  ),
} as const;
