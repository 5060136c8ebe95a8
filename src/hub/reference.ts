/** A model on the Hub: a repository at a revision. */
export interface ModelReference {
  /** `owner/name`, or `name` for the few old ones without an owner. */
  readonly repo: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

const DEFAULT_REVISION = 'main';

/** The Hub's own rule for one part of a name: huggingface_hub, utils/_validators.py. */
const NAME = /^[A-Za-z0-9_][\w.-]{0,95}$/;

/** Branches, tags, commits and `refs/pr/1`; narrower than git, since it becomes a path. */
const REVISION = /^[A-Za-z0-9_][\w.+-]*(?:\/[A-Za-z0-9_][\w.+-]*)*$/;
const MAX_REVISION_LENGTH = 200;

/** Reads `owner/name` or `name`, with `@revision` or without; null for anything else. */
export function parseReference(text: string): ModelReference | null {
  const at = text.indexOf('@');
  const repo = at < 0 ? text : text.slice(0, at);
  const revision = at < 0 ? DEFAULT_REVISION : text.slice(at + 1);
  return isRepo(repo) && isRevision(revision) ? { repo, revision } : null;
}

function isRepo(repo: string): boolean {
  const parts = repo.split('/');
  if (parts.length > 2 || repo.endsWith('.git')) return false;
  // `--` stands for the slash in the cache's folders.
  return parts.every((part) => NAME.test(part) && !/--|\.\./.test(part) && !/[-.]$/.test(part));
}

const isRevision = (revision: string): boolean =>
  revision.length <= MAX_REVISION_LENGTH && REVISION.test(revision) && !revision.includes('..');

export const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);
