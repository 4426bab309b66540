import * as v from 'valibot';
import type { Provenance } from '../provenance/facts.ts';
import type { Change } from './provenance-changes.ts';
import { repositoryAddress } from './repository-address.ts';

const Pattern = v.pipe(
  v.string(),
  v.regex(
    /^(?:@[A-Za-z0-9][\w.~-]*\/(?:\*|[\w.~-]+)|\w[\w.~-]*)$/,
    'expected a package name, or @scope/* for all of a scope',
  ),
);

const Demand = v.strictObject({
  packages: Pattern,
  minLevel: v.optional(v.picklist([1, 2, 3])),
  repository: v.optional(
    v.pipe(
      v.string(),
      v.check((text) => repositoryAddress(text) !== undefined, 'is no repository'),
    ),
  ),
  workflow: v.optional(v.pipe(v.string(), v.minLength(1))),
});
export type Demand = v.InferOutput<typeof Demand>;

export const demandsOption = v.pipe(
  v.optional(v.array(Demand), []),
  v.description(
    'What provenance has to show, by package or scope: { packages, minLevel (SLSA build level 1 to 3), repository, workflow }.',
  ),
);

export function demandsOn(name: string, demands: readonly Demand[]): readonly Demand[] {
  return demands.filter(({ packages }) =>
    packages.endsWith('/*') ? name.startsWith(packages.slice(0, -1)) : packages === name,
  );
}

export function unmet(demands: readonly Demand[], provenance: Provenance): readonly Change[] {
  return demands.flatMap(({ minLevel, repository, workflow }) => {
    const texts: string[] = [];
    if (minLevel !== undefined && provenance.level < minLevel) {
      texts.push(`was built at SLSA level ${provenance.level}, your settings demand ${minLevel}`);
    }
    if (
      repository !== undefined &&
      repositoryAddress(repository) !== repositoryAddress(provenance.repository)
    ) {
      texts.push(`was built from ${provenance.repository}, your settings demand ${repository}`);
    }
    if (workflow !== undefined && workflow !== provenance.workflow) {
      texts.push(
        `was built by ${provenance.workflow ?? 'an untold workflow'}, your settings demand ${workflow}`,
      );
    }
    return texts.map((text) => ({ what: 'demand', severity: 'high', text }) as const);
  });
}
