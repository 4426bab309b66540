import npa from 'npm-package-arg';
import { hasCode } from '../errors.ts';
import { boundSha512 } from '../evidence/integrity.ts';
import type { TarballContent } from '../evidence/needs.ts';
import { packumentSource } from '../evidence/sources/packument.ts';
import { type TarballRequest, tarballRequest } from '../evidence/tarball-request.ts';
import type { Unknown } from '../model/fact.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { LockedPlace } from '../plan/locked-places.ts';
import type { Registry, Session } from './session.ts';

export interface VettedBytes {
  /** As the ledger knows it: whatever address the lockfile names, it is the registry of its name that was asked. */
  vettable(one: LockedPlace): PlannedPackage;
  /** From npq's or npm's cache, else from the registry; no other bytes than those of the integrity. */
  contentOf(one: LockedPlace): Promise<TarballContent | Unknown>;
}

export function vettedBytes({ host }: Session, { packuments, tarballs }: Registry): VettedBytes {
  const documents = packumentSource({ packuments, clock: host.clock });
  const vettable = ({ name, version, integrity, bins }: LockedPlace): PlannedPackage => ({
    ...{ key: `${name}@${version}`, name, version, integrity, entries: [] },
    ...(bins === undefined ? {} : { bins }),
    origin: { kind: 'registry', registry: isName(name) ? packuments.registryFor(name) : '' },
    ...{ exactlyRequested: false, locked: true, looked: true, private: false },
  });
  const read = async (request: TarballRequest, key: string) => {
    const outcome = await tarballs.read(request, key);
    return 'status' in outcome ? outcome : outcome.content;
  };
  return {
    vettable,
    async contentOf(one) {
      const pkg = vettable(one);
      const usual = usualRequest(pkg);
      const first = usual && (await read(usual, pkg.key));
      if (first !== undefined && !('status' in first)) return first;
      // Not every registry has its tarballs at the usual address.
      const request = await tarballRequest(pkg, documents, '', 'tarball');
      return 'status' in request ? request : read(request, pkg.key);
    },
  };
}

/** Where npm's own registry has them: so a tree of a thousand packages costs no thousand documents. */
function usualRequest({ name, version, integrity, origin }: PlannedPackage): TarballRequest | undefined {
  if (origin.kind !== 'registry' || integrity === undefined) return undefined;
  const sha512 = boundSha512(integrity);
  const address = `${origin.registry}${name}/-/${name.replace(/^@[^/]*\//, '')}-${version}.tgz`;
  if (sha512 === undefined || npa(address).type !== 'remote') return undefined;
  return {
    ...{ spec: address, resolved: address, integrity: sha512, allowRemote: 'all' },
    pkgid: `registry:${name}@${address}`,
  };
}

function isName(name: string): boolean {
  try {
    return npa(name).name === name;
  } catch (error) {
    if (hasCode(error)) return false;
    throw error;
  }
}
