import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { Plan, PlannedPackage } from '../../../src/model/plan.ts';
import { foreignPlan } from '../../../src/plan/foreign/foreign-plan.ts';
import type { ProjectFiles } from '../../../src/plan/foreign/project.ts';
import { projectRoot } from '../../meta/sources.ts';

export const fixtures = join(projectRoot, 'fixtures', 'lockfiles');
export const fixtureNames = readdirSync(fixtures).filter((name) =>
  statSync(join(fixtures, name)).isDirectory(),
);

/** Path with forward slashes to text, of a project as its manager left it. */
export function fixture(name: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (folder: string) => {
    for (const entry of readdirSync(join(fixtures, name, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else texts.set(path, readFileSync(join(fixtures, name, path), 'utf8'));
    }
  };
  walk('.');
  return texts;
}

/** The files of a project that is nowhere on disk, below `/project`. */
export function filesIn(texts: ReadonlyMap<string, string>): ProjectFiles {
  const inside = (path: string) => posix.relative('/project', path);
  const folders = new Set([...texts.keys()].flatMap((path) => above(path)));
  return {
    readText: async (path) => texts.get(inside(path)),
    async info(path) {
      const text = texts.get(inside(path));
      if (text !== undefined) return { kind: 'file', size: text.length };
      return folders.has(inside(path)) ? { kind: 'directory', size: 0 } : undefined;
    },
    realPath: async (path) => (texts.has(inside(path)) || folders.has(inside(path)) ? path : undefined),
    async list(path) {
      const prefix = inside(path) === '' ? '' : `${inside(path)}/`;
      const below = [...texts.keys()].filter((one) => one.startsWith(prefix));
      return [...new Set(below.map((one) => one.slice(prefix.length).split('/')[0] ?? ''))].sort();
    },
  };
}

function above(path: string): readonly string[] {
  const folder = dirname(path);
  return folder === '.' ? [''] : [folder, ...above(folder)];
}

export const registry = 'https://registry.example/';

export async function planOf(
  texts: ReadonlyMap<string, string>,
  permits: readonly string[] = [],
): Promise<Plan> {
  const resolved = await foreignPlan({
    files: filesIn(texts),
    root: '/project',
    config: { layers: [{ name: 'default', source: 'default', data: new Map([['registry', registry]]) }] },
    options: { registry },
    packuments: { registryFor: () => registry },
    permits: new Set(permits),
  });
  if (resolved === undefined) throw new Error('there is no lockfile of another manager');
  return resolved.plan;
}

export function named({ packages }: Plan, name: string): PlannedPackage {
  const found = packages.find((pkg) => pkg.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${packages.map(({ key }) => key).join(', ')}`);
  return found;
}
