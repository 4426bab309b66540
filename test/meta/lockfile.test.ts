import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from './sources.ts';

interface Locked {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

/** Where Node looks for `name` from this place: in its own node_modules, then in those above. */
function lookedUpFrom(place: string, name: string): readonly string[] {
  const parts = place === '' ? [''] : ['', ...place.split(/(?<=.)\/?node_modules\//).filter(Boolean)];
  const folders = parts.map((_part, index) => parts.slice(1, index + 1).join('/node_modules/'));
  return folders.map((folder) => (folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`));
}

describe('package-lock.json', () => {
  // npm writes none for a package that the registry at hand does not have, and `npm ci` of a fresh clone
  // then calls the lockfile out of date.
  it('has an entry for every optional dependency, other platforms included', () => {
    const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !lookedUpFrom(place, name).some((found) => Object.hasOwn(packages, found)))
        .map((name) => `${place} › ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
