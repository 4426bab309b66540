import { join } from 'node:path';
import { plain } from '../npm-config-errors.ts';
import { type Fields, fieldsOf, shown, textIn } from './decode.ts';
import type { ForeignLock } from './lock.ts';
import { readPlain } from './plain-file.ts';
import type { ForeignProject, ProjectFiles } from './project.ts';

export interface NotesInput {
  readonly files: ProjectFiles;
  readonly root: string;
  readonly lock: ForeignLock;
  readonly project: ForeignProject;
  readonly berry: boolean;
}

/** What limits the look at another manager's lockfile; full sentences. */
export async function notesOn(input: NotesInput): Promise<readonly string[]> {
  const { lock, project } = input;
  const overridden = [...project.overridden].sort();
  const patched = [...lock.packages.values()].filter(({ patches }) => patches.length > 0);
  return [
    ...lock.notes,
    ...(overridden.length === 0
      ? []
      : [
          `The project overrides ${listed(overridden)}: what is locked for it was not held against what is asked for.`,
        ]),
    ...(patched.length === 0
      ? []
      : [
          `Files of this project change ${listed(patched.map(patchWords))} after the download: what they change was not looked at.`,
        ]),
    ...(await codeNotes(input)),
  ].map(plain);
}

function patchWords({
  name,
  version,
  patches,
}: ForeignLock['packages'] extends ReadonlyMap<string, infer P> ? P : never): string {
  return `${name}@${version} (${patches.join(', ')})`;
}

function listed(names: readonly string[], most = 5): string {
  const some = names.slice(0, most).map((name) => (name.length > 80 ? `${name.slice(0, 80)}…` : name));
  const rest = names.length - some.length;
  return `${some.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const settingsBytes = 1024 * 1024;

/** Code of the project that the manager runs before any package is fetched, and registries that it would ask. */
async function codeNotes({ files, root, lock, berry }: NotesInput): Promise<readonly string[]> {
  const exists = async (name: string) => (await files.realPath(join(root, name))) !== undefined;
  if (lock.manager === 'pnpm') {
    const hooks = ['.pnpmfile.cjs', '.pnpmfile.mjs', 'pnpmfile.js'];
    const there = await Promise.all(hooks.map(exists));
    return hooks.filter((_, index) => there[index]).map((name) => codeNote(name, 'pnpm'));
  }
  if (lock.manager === 'bun') {
    const text = await readPlain(files, join(root, 'bunfig.toml'), 'bunfig.toml', settingsBytes);
    return /^\s*(?:registry|scopes|\[install\.scopes\])/m.test(text ?? '')
      ? [registryNote('bunfig.toml', 'bun')]
      : [];
  }
  if (!berry) return [];
  return yarnNotes(files, root);
}

const yarnrc = '.yarnrc.yml';

async function yarnSettings(files: ProjectFiles, root: string): Promise<Fields | 'unreadable'> {
  const text = await readPlain(files, join(root, yarnrc), yarnrc, settingsBytes);
  if (text === undefined) return new Map();
  const { parseSyml } = await import('@yarnpkg/parsers');
  try {
    return fieldsOf(parseSyml(text), yarnrc);
  } catch {
    return 'unreadable';
  }
}

/**
 * By which file yarn 2 and later ask others than npq did. Its checksums are of archives of its own: nothing in the
 * lockfile would show that other bytes come from there.
 */
export async function askedElsewhere(
  files: ProjectFiles,
  root: string,
): Promise<{ readonly file: string; readonly detail: string } | undefined> {
  const settings = await yarnSettings(files, root);
  if (settings === 'unreadable') {
    return { file: yarnrc, detail: `${yarnrc} could not be read: which registries yarn asks is not known` };
  }
  if (!settings.has('npmRegistryServer') && !settings.has('npmScopes')) return undefined;
  const detail = `${yarnrc} tells yarn which registries to ask, npq asked those that npm's configuration names, and yarn.lock binds no bytes that could be compared`;
  return { file: yarnrc, detail };
}

async function yarnNotes(files: ProjectFiles, root: string): Promise<readonly string[]> {
  const settings = await yarnSettings(files, root);
  if (settings === 'unreadable') {
    return [`${yarnrc} could not be read: which code of its own yarn would take is not known.`];
  }
  const path = textIn(settings, 'yarnPath', yarnrc);
  return [
    ...(path === undefined ? [] : [codeNote(`the yarn at ${shown(path)}, which ${yarnrc} names`, 'yarn')]),
    ...(settings.has('plugins') ? [codeNote(`the plugins of ${yarnrc}`, 'yarn')] : []),
    ...(settings.has('npmRegistryServer') || settings.has('npmScopes') ? [registryNote(yarnrc, 'yarn')] : []),
  ];
}

function codeNote(what: string, manager: string): string {
  return `${manager} runs ${what} before it installs: that code of the project was not looked at.`;
}

function registryNote(file: string, manager: string): string {
  return `${file} tells ${manager} which registries to ask; npq asked those that npm's configuration names.`;
}
