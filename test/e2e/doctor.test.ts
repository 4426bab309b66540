import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { malwareRecord } from '../world/osv-dump.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { npqEnv, runNpq } from './npq.ts';
import { type HereOptions, runNpqHere } from './npq-here.ts';

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld();
  project = tempProject();
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  project.dispose();
  await world.close();
});

interface Item {
  readonly topic: string;
  readonly standing: 'fine' | 'note' | 'problem';
  readonly text: string;
  readonly next: string | null;
  readonly exitCode: number | null;
  readonly data: Readonly<Record<string, unknown>>;
}

async function doctor(options: HereOptions = {}) {
  const { code, stdout, stderr } = await runNpqHere(['doctor', 'npq', '--json'], project, world, options);
  expect(stderr).toBe('');
  const { health } = JSON.parse(stdout) as { readonly health: readonly Item[] };
  const of = (topic: string) => health.filter((one) => one.topic === topic);
  return { code, health, of, problems: health.filter(({ standing }) => standing === 'problem') };
}

describe('npq doctor npq', () => {
  it('finds nothing wrong where everything answers', async () => {
    const { code, of, problems } = await doctor();
    expect([code, problems]).toEqual([0, []]);
    expect(of('registry')).toMatchObject([
      { standing: 'fine', data: { address: world.url, answered: true } },
    ]);
    expect(of('it offers')[0]?.data).toEqual({
      offered: ['true publish times', 'deprecations', 'signatures', 'attestations'],
      missing: [],
    });
    for (const service of ['osv', 'downloads', 'rdap-bootstrap']) {
      expect(of(service)).toMatchObject([{ standing: 'fine', data: { answered: true } }]);
    }
    expect(of('npm')[0]?.data).toMatchObject({ version: expect.stringMatching(/^\d/) });
    expect(of('policy')).toMatchObject([{ data: { preset: 'balanced', origin: 'default' } }]);
  });

  it('names the registry that does not answer, and what to do', async () => {
    const { code, of } = await doctor({ env: { npm_config_registry: world.nowhere } });
    expect(code).toBe(69);
    expect(of('registry')).toMatchObject([
      { standing: 'problem', exitCode: 69, next: expect.stringContaining('npm ping') },
    ]);
    expect(of('it offers')).toEqual([]);
  });

  it('says what a mirror does not pass on, which stops nothing', async () => {
    world.registry().serveThin('2026-01-01T00:00:00.000Z');
    const { code, of } = await doctor();
    expect(code).toBe(0);
    expect(of('it offers')).toMatchObject([
      { standing: 'note', data: { missing: expect.arrayContaining(['signatures', 'true publish times']) } },
    ]);
  });

  it('ends as an install would where nobody tells of malware', async () => {
    world.osv.fail(/./, { kind: 'status', status: 503 });
    const { code, of } = await doctor();
    expect([code, of('osv')[0]?.standing]).toEqual([22, 'note']);
    expect(of('advisories')).toMatchObject([{ standing: 'problem', next: 'npq db update' }]);
    expect((await runNpqHere(['install', 'once'], project, world)).code).toBe(22);
  });

  it('is content with the local database alone', async () => {
    const modified = new Date(Date.now() - 3_600_000).toISOString();
    world.osvDump.put(malwareRecord('evil', { id: 'MAL-2026-1', modified }));
    expect((await runNpqHere(['db', 'update'], project, world)).code).toBe(0);
    world.osv.fail(/./, { kind: 'status', status: 503 });
    const { code, of } = await doctor();
    expect([code, of('advisories')[0]?.standing]).toEqual([0, 'fine']);
  });

  it('knows that what a private registry has is named to nobody', async () => {
    const { code, of } = await doctor({ env: { NPQ_PUBLIC_REGISTRIES: '' } });
    expect([code, of('osv')[0]?.standing]).toEqual([22, 'fine']);
    expect(of('advisories')).toMatchObject([
      { standing: 'problem', text: expect.stringContaining('named to nobody') },
    ]);
  });

  it('asks nothing of an address that only the project names', async () => {
    project.write('.npmrc', `registry=${world.registry('theirs').url}\n`);
    const env = { ...npqEnv(project, world), npm_config_registry: '' };
    writeFileSync(join(project.home, 'userconfig.npmrc'), `registry=${world.url}\n`);
    const { code, of } = await doctor({ onlyEnv: env });
    expect(code).toBe(78);
    expect(of('settings')).toMatchObject([
      { standing: 'problem', next: 'npq trust', data: { counts: false, open: ['registry'] } },
    ]);
    expect(of('registry')[0]?.data['address']).toBe(world.url);
    expect(world.requests.filter(({ service }) => service === 'registry:theirs')).toEqual([]);
  });

  it('tells of settings that cannot be understood, and goes on', async () => {
    mkdirSync(join(project.home, 'npq'));
    writeFileSync(join(project.home, 'npq', 'npq.json'), '{ "presett": "strict" }');
    const { code, of } = await doctor();
    expect(code).toBe(78);
    expect(of('settings')).toMatchObject([{ text: expect.stringContaining('presett') }]);
    expect(of('npm')).toMatchObject([{ standing: 'fine' }]);
  });

  it('says where the preset comes from', async () => {
    mkdirSync(join(project.home, 'npq'));
    writeFileSync(join(project.home, 'npq', 'npq.json'), '{ "preset": "strict" }');
    const { of } = await doctor();
    const file = join(project.home, 'npq', 'npq.json');
    expect(of('policy')[0]?.data).toEqual({ preset: 'strict', origin: 'user', file });
    expect(of('settings')[0]?.data).toMatchObject({ file, counts: true });
  });

  it('finds a folder that nothing can be written to', async () => {
    const { code, of } = await doctor({ env: { NPQ_HOME: '/proc/npq' } });
    expect(code).toBe(78);
    expect(of('state folder')).toMatchObject([{ standing: 'problem', data: { writable: false } }]);
    expect(of('cache folder')).toMatchObject([{ standing: 'note', data: { writable: false } }]);
  });

  it('waits for no service longer than a person would', async () => {
    world.rdap.fail(/./, { kind: 'hang' });
    const begun = performance.now();
    const { code, of } = await doctor();
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect([code, of('rdap-bootstrap')[0]?.standing]).toEqual([0, 'note']);
  });

  it('sees what npm in the PATH leads to', async () => {
    const shims = join(project.home, 'shims');
    mkdirSync(shims);
    const path = `${shims}:${process.env['PATH']}`;
    expect((await doctor()).of('npm in PATH')).toMatchObject([{ standing: 'note', data: { npq: false } }]);
    writeFileSync(join(shims, 'npm'), '#!/bin/sh\nexec npq "$@"\n');
    chmodSync(join(shims, 'npm'), 0o755);
    expect((await doctor({ env: { PATH: path } })).of('npm in PATH')).toMatchObject([
      { standing: 'fine', data: { npq: true, place: join(shims, 'npm') } },
    ]);
  });

  it('says that nobody is asked where CI is set', async () => {
    const { of } = await doctor({ env: { CI: 'true' } });
    expect(of('questions')[0]?.data).toEqual({ ci: true, terminal: false });
  });

  it('tells programs what went wrong and people what to do next', async () => {
    const { health } = await doctor({ env: { npm_config_registry: world.nowhere, NPQ_HOME: '/proc/npq' } });
    const open = health.filter(({ standing }) => standing === 'problem');
    expect(open.length).toBeGreaterThan(1);
    expect(open.filter(({ next, exitCode }) => next === null || exitCode === null)).toEqual([]);
  });
});

describe('npm doctor typed by habit', () => {
  it("is npm's own with one of its words", async () => {
    const env = { npm_config_registry: world.url };
    const plain = await project.npm(['doctor', 'permissions'], { env });
    const through = await runNpq(['doctor', 'permissions'], project, world);
    expect([through.code, through.stdout]).toEqual([plain.code, plain.stdout]);
    expect(through.stderr).not.toMatch(/^npq: /m);
  });

  it("has npm's stdout and exit code alone, and before that npq's look on stderr", async () => {
    world.allowMissing('npm');
    const env = { npm_config_registry: world.url };
    const plain = await project.npm(['doctor'], { env });
    const through = await runNpq(['doctor'], project, world);
    expect([through.code, through.stdout]).toEqual([plain.code, plain.stdout]);
    expect(through.stderr).toContain('npq: nothing here stops an install.');
  });
});
