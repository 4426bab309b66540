import type { Origin, PlanEntry, PlannedPackage } from '../model/plan.ts';
import type { Provenance } from '../model/provenance.ts';
import type { Report } from '../model/report.ts';
import { compareText } from './groups.ts';
import type { OriginV1, PackageV1, PlaceV1, PlanV1, ProvenanceV1 } from './json-types.ts';

export function planV1({ plan, provenance }: Pick<Report, 'plan' | 'provenance'>): PlanV1 {
  return {
    path: plan.path,
    global: plan.global,
    registries: plan.registries,
    packages: plan.packages
      .map((pkg) => packageV1(pkg, provenance?.get(pkg.key)))
      .sort((a, b) => compareText(a.key, b.key)),
    removed: plan.removed.map(({ name, version }) => ({ name, version })),
    heldBack: plan.heldBack.map(({ name, chosen, heldBack, publishedAt }) => ({
      name,
      chosen,
      heldBack,
      publishedAt,
    })),
    notes: plan.notes,
  };
}

function packageV1(pkg: PlannedPackage, provenance: Provenance | undefined): PackageV1 {
  const { permit } = pkg;
  return {
    key: pkg.key,
    name: pkg.name,
    version: pkg.version,
    origin: originV1(pkg.origin),
    integrity: pkg.integrity ?? null,
    exactlyRequested: pkg.exactlyRequested,
    locked: pkg.locked,
    looked: pkg.looked,
    permit: permit ? { spec: permit.spec, kind: permit.kind, host: permit.host } : null,
    private: pkg.private,
    provenance: provenance ? provenanceV1(provenance) : null,
    places: pkg.entries.map(placeV1).sort((a, b) => compareText(a.place, b.place)),
  };
}

function provenanceV1(provenance: Provenance): ProvenanceV1 {
  const { issuer, signer, repository, commit, ref, builder, level, predicateType, log } = provenance;
  return {
    ...{ issuer, signer, repository, commit, ref, builder, level, predicateType },
    repositoryId: provenance.repositoryId ?? null,
    ownerId: provenance.ownerId ?? null,
    workflow: provenance.workflow ?? null,
    runner: provenance.runner ?? null,
    trigger: provenance.trigger ?? null,
    run: provenance.run ?? null,
    log: { log: log.log, index: log.index, at: log.at ?? null },
  };
}

function originV1(origin: Origin): OriginV1 {
  switch (origin.kind) {
    case 'registry':
      return { kind: 'registry', registry: origin.registry };
    case 'git':
      return { kind: 'git', spec: origin.spec, host: origin.host, commit: origin.commit ?? null };
    case 'remote':
      return { kind: 'remote', url: origin.url, host: origin.host };
    case 'file':
    case 'directory':
    case 'workspace':
      return { kind: origin.kind, path: origin.path };
    case 'bundled':
      return { kind: 'bundled', by: origin.by };
  }
}

function placeV1(entry: PlanEntry): PlaceV1 {
  return {
    place: entry.place,
    alias: entry.alias,
    change: entry.change.kind,
    changedFrom: entry.change.kind === 'changed' ? entry.change.from : null,
    dev: entry.dev,
    optional: entry.optional,
    peer: entry.peer,
    inert: entry.inert,
    direct: entry.direct,
    path: entry.path,
  };
}
