import type { Severity } from '../model/finding.ts';
import type { Provenance } from '../provenance/facts.ts';
import { repositoryAddress } from './repository-address.ts';

/** Something about the build that is not as it should be. */
export interface Change {
  readonly what: 'repository' | 'workflow' | 'ref kind' | 'runner' | 'trigger' | 'demand';
  readonly severity: Severity;
  /** Goes on after the package's name. */
  readonly text: string;
}

/** A package whose version before this one was attested. */
export interface Before {
  readonly version: string;
  readonly provenance: Provenance;
}

/** Runs on code that anybody may propose, and so should never publish. */
const proposals = new Set(['pull_request', 'pull_request_target']);

export function changesSince(now: Provenance, before: Before | undefined): readonly Change[] {
  const changes: Change[] = [];
  if (proposals.has(now.trigger ?? '') || refKind(now.ref) === 'pull request') {
    changes.push({
      ...{ what: 'trigger', severity: 'high' },
      text: `was built by a run of ${now.trigger ?? now.ref}, which runs what strangers propose`,
    });
  }
  if (!before) return changes;
  const { version, provenance: old } = before;
  const moved = repositoryMoved(now, old, version);
  if (moved) changes.push(moved);
  if (now.workflow !== undefined && old.workflow !== undefined && now.workflow !== old.workflow) {
    changes.push({
      ...{ what: 'workflow', severity: 'medium' },
      text: `was built by ${now.workflow}, ${version} by ${old.workflow}`,
    });
  }
  if (refKind(now.ref) !== refKind(old.ref)) {
    changes.push({
      ...{ what: 'ref kind', severity: 'low' },
      text: `was built from a ${refKind(now.ref)} (${now.ref}), ${version} from a ${refKind(old.ref)}`,
    });
  }
  if (now.runner === 'self-hosted' && old.runner === 'hosted') {
    changes.push({
      ...{ what: 'runner', severity: 'medium' },
      text: `was built on somebody's own machine, ${version} on one of ${old.issuer}`,
    });
  }
  return changes;
}

/** By number where both certificates have one: a name can be given up and registered by somebody else. */
function repositoryMoved(now: Provenance, old: Provenance, version: string): Change | undefined {
  const sameName = repositoryAddress(now.repository) === repositoryAddress(old.repository);
  const numbered =
    now.repositoryId !== undefined && old.repositoryId !== undefined && now.issuer === old.issuer;
  if (numbered ? now.repositoryId === old.repositoryId : sameName) return undefined;
  if (sameName) {
    return {
      ...{ what: 'repository', severity: 'high' },
      text: `was built from another repository under the same name, ${now.repository}, than ${version}`,
    };
  }
  const sameOwner = now.ownerId !== undefined && now.ownerId === old.ownerId;
  return {
    ...{ what: 'repository', severity: sameOwner ? 'medium' : 'high' },
    text: `was built from ${now.repository}, ${version} from ${old.repository}`,
  };
}

/** Undefined where both are the same repository, as far as package.json can be understood. */
export function notTheSource(
  now: Provenance,
  declared: string | undefined,
  before: Before | undefined,
): Change | undefined {
  const said = declared === undefined ? undefined : repositoryAddress(declared);
  if (said === undefined || said === repositoryAddress(now.repository)) return undefined;
  const old = before?.provenance;
  const renamed =
    old !== undefined &&
    now.repositoryId !== undefined &&
    old.repositoryId === now.repositoryId &&
    repositoryAddress(old.repository) === said;
  if (renamed) return undefined;
  return {
    ...{ what: 'repository', severity: 'high' },
    text: `was built from ${now.repository}, but its package.json names ${declared}`,
  };
}

export function refKind(ref: string): 'tag' | 'branch' | 'pull request' | 'commit' {
  if (ref.startsWith('refs/tags/')) return 'tag';
  if (ref.startsWith('refs/heads/')) return 'branch';
  return ref.startsWith('refs/pull/') || ref.startsWith('refs/merge-requests/') ? 'pull request' : 'commit';
}
