import type { PlannedPackage } from '../../model/plan.ts';
import type { VersionDocument } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import { factFrom, type Source } from '../source.ts';

/** A package that is no registry's has no document, and one that cannot be had is told by the checks. */
export async function knownDocument(
  pkg: PlannedPackage,
  documents: Pick<Source<RegistryDocument>, 'load'>,
): Promise<VersionDocument | undefined> {
  if (pkg.origin.kind !== 'registry') return undefined;
  const document = await factFrom(documents, pkg);
  return document.status === 'known' ? document.value.version : undefined;
}
