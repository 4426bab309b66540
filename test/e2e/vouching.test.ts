import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import type { PackageSpec } from '../world/spec.ts';
import { createWorld, type World } from '../world/world.ts';
import type { NpqResult } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

/** Signatures, provenance and what is missing of them, through the built npq. */
let world: World;
let project: TempProject;
beforeEach(async () => {
  world = await createWorld();
  world.allowMissing('npm');
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const publish = (version: string, spec: Partial<PackageSpec> = {}) =>
  world.registry().publish({ name: 'teapot', version, ...spec });
const install = () => runNpqHere(['install', 'teapot', '--json'], project, world);
const settings = (content: object) => {
  mkdirSync(join(project.home, 'npq'), { recursive: true });
  writeFileSync(join(project.home, 'npq', 'npq.json'), JSON.stringify(content));
};

interface Told {
  readonly verdict: string;
  readonly findings: readonly {
    readonly check: string;
    readonly severity: string;
    readonly message: string;
  }[];
  readonly unknowns: readonly { readonly check: string; readonly reason: string }[];
}
const told = ({ stdout, stderr }: NpqResult): Told => {
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Told;
};
const flaggedBy = (result: NpqResult) => told(result).findings.map(({ check }) => check);

const honest = { manifest: { repository: 'github:ada/teapot' } };

describe('a package that is vouched for', () => {
  it('is installed without a word', async () => {
    await world.attest(publish('1.0.0', honest), { ref: 'refs/tags/v1.0.0' });
    await world.attest(publish('1.0.1', honest), { ref: 'refs/tags/v1.0.1', runId: '1002' });
    const result = await install();
    expect(result.code, result.stderr).toBe(0);
    expect(told(result)).toMatchObject({ findings: [], unknowns: [] });
  });
});

describe('invalid-signature', () => {
  it('blocks a package that its registry did not sign', async () => {
    publish('1.0.0', { signature: 'wrong-key' });
    const result = await install();
    expect(result.code, result.stderr).toBe(20);
    expect(flaggedBy(result)).toEqual(['invalid-signature']);
  });
});

describe('invalid-attestation', () => {
  it('blocks a package whose attestations are about other bytes', async () => {
    const other = publish('1.0.0');
    const answer = await world.attest(other);
    publish('1.0.1');
    world.registry().serveAttestations('teapot', '1.0.1', answer);
    const result = await install();
    expect(result.code, result.stderr).toBe(20);
    expect(flaggedBy(result)).toContain('invalid-attestation');
  });

  it('blocks one whose statement is about another build than its certificate', async () => {
    await world.attest(publish('1.0.0', honest), {}, { repository: 'eve/teapot', repositoryId: '666' });
    const result = await install();
    expect(result.code, result.stderr).toBe(20);
    expect(told(result).findings[0]?.message).toContain('https://github.com/eve/teapot');
  });

  it('asks where attestations were promised and are gone', async () => {
    publish('1.0.0');
    world.registry().serveAttestations('teapot', '1.0.0', undefined);
    const result = await install();
    expect(result.code, result.stderr).toBe(21);
    expect(told(result).unknowns).toContainEqual(
      expect.objectContaining({ check: 'invalid-attestation', reason: 'promised-but-missing' }),
    );
  });

  it('ends incomplete where the endpoint fails, unless the user accepts that', async () => {
    await world.attest(publish('1.0.0', honest));
    world.registry().fail({ path: /\/attestations\/teapot/ }, { kind: 'status', status: 500 });
    expect((await install()).code).toBe(22);
    settings({ acceptedAbsences: ['attestations'] });
    const result = await install();
    expect(result.code, result.stderr).toBe(0);
    expect(told(result).unknowns.map(({ check }) => check)).toContain('invalid-attestation');
  });
});

describe('provenance-mismatch', () => {
  it('asks about a build from another repository than the package names', async () => {
    await world.attest(publish('1.0.0', honest), { repository: 'eve/teapot' });
    const result = await install();
    expect(result.code, result.stderr).toBe(21);
    expect(flaggedBy(result)).toEqual(['provenance-mismatch']);
  });

  it('asks about a workflow that never published before', async () => {
    await world.attest(publish('1.0.0', honest));
    await world.attest(publish('1.0.1', honest), { workflow: '.github/workflows/shai-hulud.yml' });
    const result = await install();
    expect(result.code, result.stderr).toBe(21);
    expect(told(result).findings[0]?.message).toContain('.github/workflows/shai-hulud.yml');
  });

  it('asks where the settings demand more', async () => {
    await world.attest(publish('1.0.0', honest));
    settings({ checks: { 'provenance-mismatch': { demands: [{ packages: 'teapot', minLevel: 3 }] } } });
    const result = await install();
    expect(result.code, result.stderr).toBe(21);
    expect(told(result).findings[0]?.message).toContain('your settings demand 3');
  });
});

describe('trust-downgrade', () => {
  it('asks about a version without the provenance that the one before had', async () => {
    await world.attest(publish('1.0.0', honest));
    publish('1.0.1', honest);
    const result = await install();
    expect(result.code, result.stderr).toBe(21);
    expect(flaggedBy(result)).toEqual(['trust-downgrade']);
  });
});

describe('a thin mirror', () => {
  it('strips it all, which is told and stops nobody', async () => {
    await world.attest(publish('1.0.0', honest));
    world.registry().serveThin('2026-01-01T00:00:00.000Z');
    const result = await install();
    expect(result.code, result.stderr).toBe(0);
    const unknown = told(result).unknowns.map(({ check, reason }) => `${check} ${reason}`);
    expect(unknown).toContain('invalid-signature not-offered');
    expect(unknown).toContain('invalid-attestation not-offered');
    expect(unknown).toContain('trust-downgrade not-offered');
  });
});
