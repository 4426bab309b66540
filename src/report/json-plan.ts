import type { Origin, Plan, PlanEntry, PlannedPackage } from '../model/plan.ts';
import { compareText } from './groups.ts';
import type { OriginV1, PackageV1, PlaceV1, PlanV1 } from './json-types.ts';

export function planV1(plan: Plan): PlanV1 {
  return {
    path: plan.path,
    global: plan.global,
    registries: plan.registries,
    packages: plan.packages.map(packageV1).sort((a, b) => compareText(a.key, b.key)),
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

function packageV1(pkg: PlannedPackage): PackageV1 {
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
    places: pkg.entries.map(placeV1).sort((a, b) => compareText(a.place, b.place)),
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
