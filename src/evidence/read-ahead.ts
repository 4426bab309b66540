import type { PlannedPackage } from '../model/plan.ts';
import type { RegistryDocument } from './registry-document.ts';
import type { Source } from './source.ts';
import type { TarballReads } from './tarball-reads.ts';
import { tarballRequest } from './tarball-request.ts';

interface Input {
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  readonly reads: TarballReads;
  registryFor(name: string): string;
  /** A host that no configuration names is asked only for what is in the plan, and the report tells it. */
  atRegistry(address: string): boolean;
  /** The user's own ledger answers for it, and so nobody will ask for the tarball. */
  vetted(pkg: PlannedPackage): boolean;
  /** A name that somebody will have to look at. */
  onNew?(name: string): void;
}

/**
 * Starts to read the tarball of a version while the plan is still being made. Whoever asks for it later finds
 * it read or under way; a version that does not end in the plan has cost one download.
 */
export function createReadAhead(input: Input): (name: string, version: string) => void {
  const started = new Set<string>();
  return (name, version) => {
    const key = `${name}@${version}`;
    if (started.has(key)) return;
    started.add(key);
    // An unknown is told when the plan has this package and asks; a bug shows then too.
    read(key, name, version, input).catch(() => started.delete(key));
  };
}

async function read(key: string, name: string, version: string, input: Input): Promise<void> {
  const pkg: PlannedPackage = {
    ...{ key, name, version, integrity: undefined, entries: [] },
    origin: { kind: 'registry', registry: input.registryFor(name) },
    ...{ exactlyRequested: false, locked: false, looked: true, private: false },
  };
  const document = (await input.documents.load([pkg])).get(key);
  if (document?.status !== 'known') return;
  const { integrity } = document.value.version.dist;
  if (input.vetted({ ...pkg, integrity })) return;
  input.onNew?.(name);
  const request = await tarballRequest(pkg, input.documents, '', 'tarball');
  if (!('status' in request) && input.atRegistry(request.spec)) await input.reads.read(request, key);
}
