import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import { tempProject } from '../world/npm.ts';
import { inspect, inspectIn } from './inspect.ts';

async function errorOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof NpqError)) throw new Error(`expected an NpqError, got ${String(error)}`);
  return error;
}

describe('a .npmrc that is not a small plain file', () => {
  it('is refused as a symbolic link', async () => {
    await using project = tempProject({ 'elsewhere/npmrc': 'fund=false\n' });
    symlinkSync('elsewhere/npmrc', project.path('.npmrc'));
    expect(await errorOf(inspectIn(project, {}))).toMatchObject({
      code: 'config-untrusted',
      message: `${project.path('.npmrc')} is a symbolic link; npq reads the project's settings only from a plain file.`,
    });
  });

  it('is refused as a folder', async () => {
    await using project = tempProject();
    mkdirSync(project.path('.npmrc'));
    expect(await errorOf(inspectIn(project, {}))).toMatchObject({ code: 'config-invalid' });
  });

  it('is read at 256 KB and refused at one byte more', async () => {
    const comment = (bytes: number) => `#${'x'.repeat(bytes - 1)}`;
    expect((await inspect({ npmrc: comment(256 * 1024) })).inspection.kind).toBe('fine');
    const error = await errorOf(inspect({ npmrc: comment(256 * 1024 + 1) }));
    expect(error).toMatchObject({ code: 'config-invalid' });
    expect(error.message).toContain('has 262145 bytes; npq reads at most 262144');
  });

  it('is refused when it cannot be read', async () => {
    const readBytes = () => Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' }));
    const error = await errorOf(inspect({ npmrc: 'fund=false\n', ports: { readBytes } }));
    expect(error).toMatchObject({ code: 'config-invalid' });
    expect(error.message).toContain('cannot be read: EACCES');
  });
});

describe('where npm leaves the project file alone, so does npq', () => {
  it('in a global install', async () => {
    const { inspection } = await inspect({ npmrc: 'git=./evil.sh\n', args: ['install', '-g', 'x'] });
    expect(inspection).toEqual({ kind: 'fine', notes: [] });
  });
});
