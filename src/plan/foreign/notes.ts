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

async function yarnNotes(files: ProjectFiles, root: string): Promise<readonly string[]> {
  const name = '.yarnrc.yml';
  const text = await readPlain(files, join(root, name), name, settingsBytes);
  if (text === undefined) return [];
  const { parseSyml } = await import('@yarnpkg/parsers');
  let settings: Fields;
  try {
    settings = fieldsOf(parseSyml(text), name);
  } catch {
    return [
      `${name} could not be read: which registry and which code of its own yarn would take is not known.`,
    ];
  }
  const path = textIn(settings, 'yarnPath', name);
  return [
    ...(path === undefined ? [] : [codeNote(`the yarn at ${shown(path)}, which ${name} names`, 'yarn')]),
    ...(settings.has('plugins') ? [codeNote(`the plugins of ${name}`, 'yarn')] : []),
    ...(settings.has('npmRegistryServer') || settings.has('npmScopes') ? [registryNote(name, 'yarn')] : []),
  ];
}

function codeNote(what: string, manager: string): string {
  return `${manager} runs ${what} before it installs: that code of the project was not looked at.`;
}

function registryNote(file: string, manager: string): string {
  return `${file} tells ${manager} which registries to ask; npq asked those that npm's configuration names.`;
}
