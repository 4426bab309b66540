import { join } from 'node:path';
import lockfileTampering from '../checks/lockfile-tampering.ts';
import type { CheckResult } from '../model/outcome.ts';
import { lockLimits } from '../plan/foreign/decode.ts';
import { foreignBeside } from '../plan/foreign/detect.ts';
import { readPlain } from '../plan/foreign/plain-file.ts';
import type { Session } from './session.ts';

export interface Besides {
  readonly unlooked: readonly CheckResult[];
  /** Full sentences. */
  readonly notes: readonly string[];
}

/**
 * Lockfiles that lie beside the one that is looked at. A harmless one, put beside that by which a project is really
 * installed, would be looked at in its place: nobody can say that the other is fine.
 */
export async function besides(
  session: Session,
  lockfile: string | undefined,
  /** Settings of another manager, by which something else may be installed too. */
  elsewhere?: { readonly file: string; readonly detail: string },
): Promise<Besides> {
  const { files } = session.host;
  const folder = session.config.localPrefix;
  if (lockfile === undefined) return { unlooked: [], notes: [] };
  const own = ['npm-shrinkwrap.json', 'package-lock.json'];
  const there = await Promise.all(own.map((name) => files.realPath(join(folder, name))));
  const all = [
    ...own.filter((_, index) => there[index] !== undefined),
    ...(await foreignBeside(files, folder)),
  ];
  const textOf = (name: string) => readPlain(files, join(folder, name), name, lockLimits.bytes);
  const text = own.includes(lockfile) ? await textOf(lockfile) : undefined;
  const same = await Promise.all(
    all.map(async (name) => own.includes(name) && text !== undefined && (await textOf(name)) === text),
  );
  // npm's own two are read in one way: the same text in both is one lockfile.
  const others = all.filter((name, index) => name !== lockfile && same[index] !== true);
  const doubtful = elsewhere ? [...others, elsewhere.file] : others;
  const old = await sameAsBase(session, doubtful);
  const unlooked = doubtful
    .filter((name) => !old.has(name))
    .map((name): CheckResult => {
      const told = name === elsewhere?.file ? elsewhere.detail : undefined;
      const detail =
        told ??
        `${name} lies beside ${lockfile}, and may install something else; take away the one that is not used`;
      return {
        ...{ check: lockfileTampering.id, subject: { kind: 'project', path: name }, kind: 'unknown' },
        ...{ reason: 'not-looked-at', cause: 'environment', detail, essential: true },
      };
    });
  if (old.size === 0) return { unlooked, notes: [] };
  return {
    unlooked,
    notes: [`Beside it lies ${[...old].join(', ')}, as at the base, which was not looked at.`],
  };
}

/** What a review let in before is no news of this pull request. */
async function sameAsBase({ host, config, base }: Session, names: readonly string[]): Promise<Set<string>> {
  const folder = (await host.files.realPath(config.localPrefix)) ?? config.localPrefix;
  // bun's binary one is no text that could be had from there.
  const readable = names.filter((name) => name !== 'bun.lockb');
  const texts = await base?.texts(readable.map((name) => join(folder, name)));
  const same = await Promise.all(
    readable.map(async (name) => {
      const path = join(folder, name);
      const here = texts?.has(path) === true && (await readPlain(host.files, path, name, lockLimits.bytes));
      return here !== false && here === texts?.get(path);
    }),
  );
  return new Set(readable.filter((_, index) => same[index]));
}
