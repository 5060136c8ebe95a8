import { join } from 'node:path';
import { uniqueName } from './holders.js';

/**
 * Names in the folder of packages. Only what is called so is ours: the folder of a conversion may be
 * anybody's, with other things in it.
 *
 *     NAME-fp32-0123456789abcdef                         a package
 *     NAME-fp32-0123456789abcdef.0123456789ab.partial    being written, or being removed
 *     NAME-fp32-0123456789abcdef.lock                    who writes it (lock.ts)
 *     NAME-fp32-0123456789abcdef.used                    who serves it (use.ts)
 */

export const packagesIn = (home: string): string => join(home, 'packages');

export const partialOf = (target: string): string => `${target}.${uniqueName()}.partial`;

const NAME = /^(.+-[a-z][a-z0-9]*-[0-9a-f]{16})(?:\.[0-9a-f]{12}\.(partial)|\.(lock|used))?$/;

/** Part of a package's name after that of the package, for any target. */
const PARTIAL_END = /^\.[0-9a-f]{12}\.partial$/;

export interface OwnName {
  /** Name of the package. */
  readonly target: string;
  readonly kind: 'package' | 'partial' | 'lock' | 'used';
}

/** What a name in the folder of packages stands for; null for what is not ours. */
export function parseName(name: string): OwnName | null {
  const [, target, partial, other] = NAME.exec(name) ?? [];
  if (target === undefined) return null;
  if (partial !== undefined) return { target, kind: 'partial' };
  return { target, kind: other === 'lock' || other === 'used' ? other : 'package' };
}

export const isPartialOf = (target: string, name: string): boolean =>
  name.startsWith(target) && PARTIAL_END.test(name.slice(target.length));
