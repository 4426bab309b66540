import { join } from 'node:path';
import { isInside } from '../config/folders.ts';
import { readLayer } from '../config/settings-layer.ts';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { TrustNote } from '../model/report.ts';
import type { InspectionInput, StandsAt } from '../trust/project-npmrc.ts';
import { inspectProjectNpmrc } from '../trust/project-npmrc.ts';
import type { BaseTree } from './base-git.ts';
import { judgeProject, type ProjectText, projectText } from './project-settings.ts';
import type { Session } from './session.ts';
import { settle } from './settings.ts';
import { knownSettings } from './settings-known.ts';
import type { Trusted } from './trust.ts';

type ReadOnlyFiles = InspectionInput['files'];

/**
 * What stage 0 says of the same settings where everything that the project's files say, and the files that they
 * name, is read from the base: the same hash means that this very content went through a review before.
 */
export async function settingsAtBase(
  files: Host['files'],
  tree: BaseTree,
  input: Omit<InspectionInput, 'files' | 'standsAt'>,
): Promise<StandsAt | undefined> {
  try {
    const inspection = await inspectProjectNpmrc({ ...input, files: filesAt(files, tree), vouched: [] });
    return inspection.kind === 'fine' ? undefined : { ref: tree.ref, hash: inspection.hash };
  } catch (error) {
    // What cannot be read there, a program that is no text for instance, vouches for nothing here.
    if (error instanceof NpqError) return undefined;
    throw error;
  }
}

/** Within the repository only what the base has; what lies elsewhere is of this machine. */
function filesAt(files: Host['files'], tree: BaseTree): ReadOnlyFiles {
  const there = async (path: string) => (await tree.texts([path])).get(path);
  const ofBase = async (path: string) => {
    const real = await files.realPath(path);
    // By its name too: what is a link here may be a file there.
    return isInside(path, tree.top) || (real !== undefined && isInside(real, tree.top));
  };
  return {
    async info(path) {
      if (!(await ofBase(path))) return files.info(path);
      const text = await there(path);
      return text === undefined ? undefined : { kind: 'file', size: Buffer.byteLength(text) };
    },
    async realPath(path) {
      if (!(await ofBase(path))) return files.realPath(path);
      return (await there(path)) === undefined ? undefined : path;
    },
    readText: async (path) => ((await ofBase(path)) ? there(path) : files.readText(path)),
    async readBytes(path) {
      if (!(await ofBase(path))) return files.readBytes(path);
      const text = await there(path);
      return text === undefined ? undefined : Buffer.from(text);
    },
  };
}

/** The project's npq.json as it stands in the base; `none` where it has none that is a plain file. */
export async function settingsTextAt(
  tree: BaseTree,
  { localPrefix }: Pick<Session['config'], 'localPrefix'>,
): Promise<ProjectText | 'none'> {
  const path = join(localPrefix, 'npq.json');
  const text = (await tree.texts([path])).get(path);
  return text === undefined ? 'none' : { text, path, origin: 'base' };
}

/**
 * What the pull request itself writes into npq.json: a stricter value counts on top of the base's; a milder one, and
 * every waiver, is named and has no effect, since it would excuse the very change that brings it.
 */
export async function withPullRequest(trusted: Trusted, base: ProjectText | 'none'): Promise<Trusted> {
  const { session, notes } = trusted;
  const { host, config, projectWord } = session;
  const here = await projectText(host.files, config);
  if (here?.text === (base === 'none' ? undefined : base.text)) return trusted;
  if (here === undefined) return { session, notes: [...notes, takenAway(config.localPrefix)] };
  const layers = [...session.ownWord.layers];
  if (base !== 'none') {
    const layer = await readLayer(knownSettings, { ...base, file: base.path });
    const waivers = projectWord?.waivers.filter(({ counts }) => counts) ?? [];
    layers.push({ ...layer, settings: projectWord?.settings ?? [], waivers });
  }
  const ownWord = { ...session.ownWord, layers };
  const already = layers.flatMap(({ waivers }) => waivers.map(({ waiver }) => waiver));
  const { inspection, word } = await judgeProject(ownWord, here, already);
  const added = word(false);
  const told = inspection.notes.map((note) =>
    inspection.dangers.includes(note) ? { ...note, text: `${note.text} ${onlyHere}` } : note,
  );
  return {
    session: { ...session, ownWord, projectWord: added, ...settle(ownWord, added) },
    notes: [...notes, ...told],
  };
}

const onlyHere = 'It is not so at the base, and has no effect before it is.';

function takenAway(folder: string): TrustNote {
  const text = 'It is gone here; what it says at the base counts.';
  return { file: join(folder, 'npq.json'), key: 'npq.json', text, counts: false };
}
