import { rm } from 'node:fs/promises';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { printable } from '../checkpoint/json.js';
import { fail } from '../errors.js';
import { convert, writeManifest, type PackageIdentity, type Progress } from './convert.js';
import type { Agreement, Manifest } from './manifest.js';

/** Compares a converted model with the same in fp32; both are folders of packages. */
export type MeasureAgreement = (reference: string, candidate: string) => Promise<Agreement>;

/** What is asked of a model in a lower precision. */
export interface AgreementCheck {
  /** Makes ready what models are compared on, before a conversion that would be in vain without. */
  readonly prepare: () => Promise<MeasureAgreement>;
  /** Share of decisions, or cosine where the model makes none, that must be reached. */
  readonly least: number;
}

/**
 * Writes the package of a checkpoint into a new folder; one in a lower precision is then compared
 * with the same in fp32, and its manifest tells how near it comes. On failure the folder is removed.
 *
 * @param reference a folder for the package in fp32, which is gone afterwards
 */
export async function convertCompared(
  checkpoint: Checkpoint,
  { directory, reference }: { readonly directory: string; readonly reference: string },
  what: PackageIdentity,
  prepare: AgreementCheck['prepare'] | null,
  progress?: Progress,
): Promise<Manifest> {
  if (what.precision === 'fp32' || prepare === null) {
    return convert(checkpoint, directory, what, progress);
  }
  const measure = await prepare();
  const manifest = await convert(checkpoint, directory, what, progress);
  try {
    await convert(checkpoint, reference, { ...what, precision: 'fp32' }, progress);
    const agreement = await measure(reference, directory);
    const compared = { ...manifest, agreement };
    await writeManifest(directory, compared);
    return compared;
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(reference, { recursive: true, force: true });
  }
}

/** Errors: AGREEMENT_TOO_LOW. A package that was not compared is taken as it is. */
export function checkAgreement({ agreement, precision, source }: Manifest, least: number): void {
  if (agreement === null) return;
  const { same, cosine, decisions } = agreement;
  const reached = same ?? cosine;
  if (reached >= least) return;
  // A package may come from anybody.
  const model = printable(source.name);
  throw fail('AGREEMENT_TOO_LOW', { model, precision, reached, least, decisions });
}
