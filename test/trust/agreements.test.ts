import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import type { Clock } from '../../src/host/host.ts';
import { loadAgreements } from '../../src/trust/agreements.ts';
import { tempProject } from '../world/npm.ts';

const clock: Clock = {
  now: () => new Date('2026-11-20T10:00:00Z'),
  monotonicMs: () => 0,
  every: () => () => {},
};
const host = { files: nodeFiles, clock };
const hash = 'a'.repeat(64);

describe('agreements', () => {
  it('are none at first', async () => {
    await using project = tempProject();
    const agreements = await loadAgreements(host, { state: project.path('state') });
    expect(agreements.has('npmrc', hash)).toBe(false);
    expect(project.exists('state')).toBe(false);
  });

  it('last from run to run, by kind and hash', async () => {
    await using project = tempProject();
    const folders = { state: project.path('state') };
    await (await loadAgreements(host, folders)).add('npmrc', hash, '/project/.npmrc');
    const later = await loadAgreements(host, folders);
    expect(later.has('npmrc', hash)).toBe(true);
    expect(later.has('scripts', hash)).toBe(false);
    expect(later.has('npmrc', 'b'.repeat(64))).toBe(false);
    expect(project.readJson('state/agreements.json')).toEqual({
      version: 1,
      content: [{ kind: 'npmrc', hash, what: '/project/.npmrc', at: '2026-11-20T10:00:00.000Z' }],
    });
  });

  it('of a second npq are kept', async () => {
    await using project = tempProject();
    const folders = { state: project.path('state') };
    const [one, two] = [await loadAgreements(host, folders), await loadAgreements(host, folders)];
    await one.add('npmrc', hash, 'one');
    await two.add('scripts', hash, 'two');
    const later = await loadAgreements(host, folders);
    expect([later.has('npmrc', hash), later.has('scripts', hash)]).toEqual([true, true]);
  });

  it('last for this run where there is no state folder', async () => {
    const agreements = await loadAgreements(host, { state: undefined });
    await agreements.add('npmrc', hash, 'x');
    expect(agreements.has('npmrc', hash)).toBe(true);
  });

  it('in a broken file count for nothing; the file is set aside and told', async () => {
    await using project = tempProject({
      'state/agreements.json': '{"version":1,"content":[{"kind":"all"}]}',
    });
    const agreements = await loadAgreements(host, { state: project.path('state') });
    expect(agreements.notes).toHaveLength(1);
    expect(agreements.notes[0]).toContain('agreements.json.broken-2026-11-20T10-00-00-000Z');
    expect(project.exists('state/agreements.json')).toBe(false);
  });
});
