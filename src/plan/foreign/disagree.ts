import npa from 'npm-package-arg';
import semver from 'semver';
import type { Disagreement, Origin } from '../../model/plan.ts';
import { hostOf } from '../addresses.ts';
import type { LockedPackage } from './lock.ts';
import type { Asked } from './specs.ts';

const danger = ['registry', 'workspace', 'directory', 'file', 'remote', 'git', 'made'] as const;

/** What the lockfile has there. */
export interface Found {
  readonly kind: (typeof danger)[number];
  readonly address?: string;
  readonly words: string;
}

/** What is recorded against every wish that led there; the first that it is not what was asked for. */
export function disagreementOf(
  pkg: Pick<LockedPackage, 'name' | 'version'>,
  found: Found,
  asked: readonly Asked[],
): Disagreement | undefined {
  for (const one of asked) {
    const disagreement = against(pkg, found, one);
    if (disagreement !== undefined) return disagreement;
  }
  return undefined;
}

function against(
  { name, version }: Pick<LockedPackage, 'name' | 'version'>,
  { kind, address, words }: Found,
  asked: Asked,
): Disagreement | undefined {
  if (asked.kind === 'nothing-known') return undefined;
  const form: Disagreement = { kind: 'form', asked: asked.text, found: words };
  // A workspace takes the place of a registry's package where the manager is told so; its folder is the project's.
  const asking = asked.kind;
  if (kind !== 'workspace' && danger.indexOf(kind) > danger.indexOf(asking)) return form;
  if ((kind === 'git' || kind === 'remote') && address !== undefined && !leadsThere(address, asked))
    return form;
  if (kind !== 'registry' || asked.kind !== 'registry') return undefined;
  if (asked.name !== name) return { kind: 'name', asked: asked.text, found: `the package ${name}` };
  const fits =
    asked.range === undefined ||
    semver.satisfies(version, asked.range, { loose: true, includePrerelease: true });
  return fits ? undefined : { kind: 'range', asked: asked.text, found: `version ${version}` };
}

/** A repository may be fetched as an archive from another name of the same host. */
function leadsThere(address: string, asked: Asked): boolean {
  if (asked.host === undefined) return true;
  let host: string;
  try {
    host = hostOf(npa(address));
  } catch {
    return false;
  }
  if (host !== asked.host && host !== `codeload.${asked.host}`) return false;
  return asked.repository === undefined || address.toLowerCase().includes(asked.repository.toLowerCase());
}

export function wordsFor(origin: Origin): string {
  switch (origin.kind) {
    case 'registry':
      return "a registry's package";
    case 'git':
      return `a git repository (${origin.spec})`;
    case 'remote':
      return `a tarball from ${origin.host}`;
    case 'bundled':
      return `bundled by ${origin.by}`;
    default:
      return `${origin.kind} ${origin.path}`;
  }
}
