import type { ToolName } from '../served.js';

type ForEachTool = Readonly<Record<ToolName, string>>;

/** Every text of the page. A language that lacks one does not compile. */
export interface Messages {
  /** For numbers, as `Intl` takes it. */
  readonly locale: string;
  readonly tagline: string;
  readonly notice: string;
  readonly noticeMore: string;
  readonly skip: string;
  readonly settings: string;
  readonly language: string;
  readonly toDark: string;
  readonly toLight: string;
  readonly privacy: string;
  readonly apiDocs: string;
  readonly openapi: string;
  readonly tools: string;
  readonly tool: ForEachTool;
  readonly lead: ForEachTool;
  /** How to get what no served model can do. */
  readonly enable: ForEachTool & {
    readonly title: string;
    readonly lead: string;
    readonly how: string;
  };
  readonly examples: string;
  readonly fill: {
    readonly words: string;
    readonly mask: (number: number) => string;
    readonly hidden: (word: string) => string;
    readonly write: string;
    readonly reset: string;
    readonly textLabel: string;
    readonly textHint: string;
    readonly done: string;
    readonly count: string;
    readonly candidates: (number: number) => string;
    readonly original: string;
    readonly goesOn: string;
    readonly none: string;
    readonly noText: string;
    readonly summary: (masks: number, best: string) => string;
    readonly filled: (word: string) => string;
    readonly scoreNote: string;
  };
  readonly entities: {
    readonly run: string;
    readonly textLabel: string;
    readonly found: (count: number) => string;
    readonly nothing: string;
    readonly legend: string;
    readonly marked: string;
    readonly table: string;
    readonly label: string;
    readonly word: string;
    readonly place: string;
    readonly score: string;
    readonly export: string;
    readonly exportText: string;
    readonly scoreNote: string;
  };
  readonly similarity: {
    readonly sentence: (number: number) => string;
    readonly sentences: string;
    readonly remove: (number: number) => string;
    readonly add: string;
    readonly run: string;
    readonly needTwo: string;
    readonly map: string;
    readonly nearest: (one: number, other: number, value: string) => string;
    readonly less: string;
    readonly more: string;
    readonly note: string;
  };
  readonly labels: {
    readonly run: string;
    readonly textLabel: string;
    readonly scores: string;
    readonly summary: (label: string, score: string) => string;
  };
  readonly code: {
    readonly title: string;
    readonly languages: string;
    readonly copy: string;
    readonly copied: string;
    readonly notCopied: string;
    readonly key: string;
  };
  readonly card: {
    readonly title: string;
    readonly goTo: string;
    readonly model: string;
    readonly choose: string;
    readonly license: string;
    readonly languages: string;
    readonly tasks: string;
    readonly architecture: string;
    readonly precision: string;
    readonly vocabulary: string;
    readonly pieces: (count: number) => string;
    readonly longest: string;
    readonly vectors: string;
    readonly dimensions: (count: number) => string;
    readonly labels: string;
    readonly hash: string;
    readonly computes: string;
    readonly threads: (count: number) => string;
    readonly intended: string;
    readonly intendedSource: string;
    readonly intendedMissing: string;
    readonly unknown: string;
    readonly limits: string;
  };
  readonly key: {
    readonly title: string;
    readonly label: string;
    readonly hint: string;
    readonly use: string;
    readonly wrong: string;
    readonly change: string;
  };
  readonly status: {
    readonly asking: string;
    readonly loading: string;
    readonly cancel: string;
    readonly cancelled: string;
    readonly again: string;
    readonly cost: (tokens: number, milliseconds: number) => string;
    readonly truncated: string;
    readonly unreachable: string;
    readonly keyNeeded: string;
    readonly busy: (seconds: number) => string;
    readonly unavailable: (seconds: number) => string;
    readonly refused: string;
    readonly broken: string;
  };
}
