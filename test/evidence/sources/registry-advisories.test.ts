import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeBulk } from '../../../src/evidence/advisories/bulk-decode.ts';
import { registryFeed } from '../../../src/evidence/advisories/registry-feed.ts';
import type { PlannedPackage } from '../../../src/model/plan.ts';
import { createWorld, type World } from '../../world/world.ts';
import { clock, knownValue, npmOptions, planned, type TempFolder, tempFolder } from '../support.ts';
import { answerOf, checked } from './advisories.ts';

let world: World;
let folder: TempFolder;
let teapot: PlannedPackage;

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  folder = tempFolder();
  teapot = planned('teapot', '1.0.0', { registry: world.url });
});
afterEach(async () => {
  await world.close();
  await folder[Symbol.asyncDispose]();
});

const feed = (...packages: readonly PlannedPackage[]) =>
  registryFeed({ options: npmOptions(world.url, folder), clock, packages });
const both = () => checked({ registryAdvisories: feed(teapot) }, teapot);

describe("a registry's audit", () => {
  it('tells holes with their severity and the version that mends them', async () => {
    world
      .registry()
      .advise({ name: 'teapot', vulnerable: '<1.2.0', severity: 'moderate', title: 'Boils over' });
    const { vulnerability } = await both();
    expect(vulnerability).toMatchObject({
      kind: 'flagged',
      findings: [{ severity: 'medium', data: { fixed: '1.2.0', severity: 'medium' } }],
    });
  });

  it('holds its ranges against the version, which the registry does for the name alone', async () => {
    world.registry().advise({ name: 'teapot', vulnerable: '<1.2.0' });
    const other = planned('teapot', '1.2.0', { registry: world.url });
    const answers = await feed(teapot, other).load([teapot, other]);
    expect(knownValue(answers.get(teapot.key)).advisories).toHaveLength(1);
    expect(knownValue(answers.get(other.key)).advisories).toEqual([]);
  });

  it('is not asked about what no registry can have, whatever lies bundled somewhere', async () => {
    const strange = planned('tea\ud800pot', '1.0.0', { registry: world.url });
    const answers = await feed(teapot, strange).load([teapot, strange]);
    expect(world.requests.map(({ body }) => JSON.parse(body))).toEqual([{ teapot: ['1.0.0'] }]);
    expect(answers.get(strange.key)).toMatchObject({ status: 'unknown', cause: 'subject' });
  });

  it('tells malware by its weakness, but does not rule it out by its silence', async () => {
    expect((await both()).malware).toMatchObject({ kind: 'unknown', cause: 'environment' });
    expect((await both()).vulnerability.kind).toBe('clean');
    world.registry().advise({ name: 'teapot', vulnerable: '*', severity: 'low', cwe: ['CWE-506'] });
    expect((await both()).malware).toMatchObject({ kind: 'flagged', findings: [{ severity: 'critical' }] });
  });

  it('is asked of each registry for its own packages alone', async () => {
    const own = world.registry('acme');
    const secret = planned('@acme/kettle', '1.0.0', { registry: own.url, private: true });
    await feed(teapot, secret).load([teapot, secret]);
    const asked = world.requests.map(({ service, body }) => [service, JSON.parse(body)]);
    expect(asked).toEqual(
      expect.arrayContaining([
        ['registry:public', { teapot: ['1.0.0'] }],
        ['registry:acme', { '@acme/kettle': ['1.0.0'] }],
      ]),
    );
    expect(asked).toHaveLength(2);
  });

  it('is asked of the bundling registry for what a tarball bundles', async () => {
    const lid = { ...planned('lid', '3.0.0'), origin: { kind: 'bundled', by: teapot.key } as const };
    world.registry().advise({ name: 'lid', vulnerable: '3.0.0' });
    const answer = await answerOf(feed(teapot, lid), lid);
    expect(knownValue(answer).advisories).toHaveLength(1);
  });

  it('is not offered by a thin mirror', async () => {
    world.registry().serveThin('2026-11-01T00:00:00.000Z');
    expect(await answerOf(feed(teapot), teapot)).toMatchObject({ reason: 'not-offered' });
  });
});

describe('the answer of an audit', () => {
  const asked = new Set(['teapot']);

  it('is none where it is no list, or one that lacks what decides', () => {
    for (const value of [null, [], 'x', { teapot: {} }, { teapot: [{}] }, { teapot: [{ id: 1 }] }]) {
      expect(decodeBulk(value, asked)).toBeUndefined();
    }
  });

  it('counts for nobody who was not asked about', () => {
    const found = decodeBulk({ kettle: [{ id: 1, vulnerable_versions: '*' }] }, asked);
    expect(found?.size).toBe(0);
  });

  it('names the id of the database and its own', () => {
    const url = 'https://github.com/advisories/GHSA-35jh-r3h4-6jhm';
    const found = decodeBulk({ teapot: [{ id: 7, url, vulnerable_versions: '*' }] }, asked);
    expect(found?.get('teapot')?.[0]?.ids).toEqual(['GHSA-35jh-r3h4-6jhm', 'npm-7']);
  });

  it('is decoded without a throw, whatever it is', () => {
    const anything = fc.anything();
    const entry = fc.record({
      id: fc.integer(),
      vulnerable_versions: fc.string(),
      cwe: anything,
      cvss: anything,
    });
    fc.assert(
      fc.property(fc.oneof(anything, fc.record({ teapot: fc.array(entry) })), (value) => {
        decodeBulk(value, asked);
      }),
    );
  });
});
