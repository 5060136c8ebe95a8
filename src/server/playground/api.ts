import type { Static } from 'typebox';
import type { ClassifyBody, ClassifyReply } from '../schemas/classify.js';
import type { ErrorReply } from '../schemas/common.js';
import type { EntitiesBody, EntitiesReply } from '../schemas/entities.js';
import type { FillMaskBody, FillMaskReply } from '../schemas/fill-mask.js';
import type { InfoReply } from '../schemas/status.js';
import type { EmbedBody, EmbedReply } from '../schemas/vectors.js';

/** What the service takes and answers, as the schemas of its routes say. Types only. */
export interface Operations {
  readonly 'fill-mask': {
    readonly body: FillMaskBody;
    readonly reply: Static<typeof FillMaskReply>;
  };
  readonly 'token-classification': {
    readonly body: EntitiesBody;
    readonly reply: Static<typeof EntitiesReply>;
  };
  readonly 'text-classification': {
    readonly body: ClassifyBody;
    readonly reply: Static<typeof ClassifyReply>;
  };
  readonly embed: { readonly body: EmbedBody; readonly reply: Static<typeof EmbedReply> };
}

export type Path = keyof Operations;

export type Info = InfoReply;
export type ApiError = Static<typeof ErrorReply>;

/** A candidate for a mask. */
export interface Candidate {
  readonly score: number;
  readonly token_str: string;
}

/** A group of tokens with one label; places count code points. */
export interface Entity {
  readonly entity_group: string;
  readonly score: number;
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

export interface ScoredLabel {
  readonly label: string;
  readonly score: number;
}
