import { describe, expect, it } from 'vitest';
import { sourceFiles } from './sources.ts';

/**
 * Who may import whom, by the rooms of the design: `room` may import itself and what is listed. A file of a
 * room may be named instead of the room. Arrows point one way; a cycle between two rooms cannot be written here
 * without showing.
 */
const mayImport: Record<string, readonly string[]> = {
  'errors.ts': [],
  'version.ts': ['package-folder.ts'],
  'package-folder.ts': [],
  model: ['errors.ts'],
  host: ['errors.ts', 'package-folder.ts'],
  config: ['errors.ts', 'model', 'host'],
  plan: ['errors.ts', 'package-folder.ts', 'version.ts', 'model', 'host'],
  trust: ['errors.ts', 'model', 'host', 'config', 'plan/npm.ts'],
  content: ['errors.ts', 'model', 'evidence/needs.ts'],
  provenance: ['errors.ts', 'model'],
  evidence: ['errors.ts', 'model', 'host', 'config', 'content', 'plan', 'provenance'],
  managers: ['errors.ts', 'model', 'host', 'plan', 'trust'],
  names: [],
  shell: ['errors.ts', 'model', 'host', 'plan/own-shim.ts'],
  checks: [
    ...['errors.ts', 'model', 'names', 'evidence/needs.ts', 'evidence/integrity.ts'],
    'provenance/facts.ts',
    'content/hooks.ts',
    // Which signals hold is decided where the code is read; checks say what that means for a package.
    'content/rows',
    // Two versions held against each other: pure functions over the facts, which `npq diff` uses as well.
    ...['content/difference.ts', 'content/difference'],
  ],
  judge: ['errors.ts', 'model', 'evidence/needs.ts'],
  // Under which rules packages were read is part of what "vetted" means.
  verdict: ['errors.ts', 'model', 'evidence/integrity.ts', 'content/record.ts'],
  waive: ['errors.ts', 'model', 'host', 'config', 'plan/find-git.ts', 'verdict', 'report/next-steps.ts'],
  report: ['errors.ts', 'model', 'host/host.ts'],
  consent: ['errors.ts', 'model', 'host/host.ts', 'report'],
  install: [
    ...['errors.ts', 'package-folder.ts', 'model', 'host', 'config', 'plan', 'evidence/needs.ts'],
    'evidence/differing-files.ts',
  ],
  cli: ['errors.ts', 'model', 'host', 'config', 'plan', 'trust', 'checks', 'report', 'consent', 'waive'],
};

/** The whole house; only main and what it is made of may know everybody. */
const knowsAll = new Set(['main.ts', 'pipeline.ts', 'reading-thread.ts', 'stages', 'own-actions.ts']);

function roomOf(path: string): string {
  return path.replace(/^src\//, '').split('/')[0] ?? '';
}

function allowed(from: string, to: string): boolean {
  const room = roomOf(from);
  if (knowsAll.has(room) || roomOf(to) === room) return true;
  const target = to.replace(/^src\//, '');
  return (mayImport[room] ?? []).some((entry) => target === entry || target.startsWith(`${entry}/`));
}

describe('import directions', () => {
  const files = sourceFiles('src');

  it('sees the sources at all', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(60);
  });

  it('knows every room', () => {
    const rooms = new Set(files.map((file) => roomOf(file.path)));
    const unknownRooms = [...rooms].filter(
      (room) => !(room in mayImport) && !knowsAll.has(room) && room !== 'npm-libs.d.ts',
    );
    expect(unknownRooms).toEqual([]);
  });

  it('point one way', () => {
    const wrong = files.flatMap((file) =>
      file.imports
        .filter((target) => !allowed(file.path, target))
        .map((target) => `${file.path} -> ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('let only plan/resolve use arborist', () => {
    const users = files.filter(
      (file) => /@npmcli\/arborist['"/]/.test(file.text) && !file.path.endsWith('npm-libs.d.ts'),
    );
    const rooms = new Set(users.map((file) => roomOf(file.path)));
    expect([...rooms].filter((room) => room !== 'plan' && room !== 'evidence')).toEqual([]);
  });
});
