import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, type World } from '../../world/world.ts';
import { knownValue, planned, tempFolder } from '../support.ts';
import { answerOf, checked, feedOf } from './advisories.ts';

let world: World;
const teapot = planned('teapot', '1.0.0');

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
});
afterEach(async () => {
  expect(world.errors).toEqual([]);
  await world.close();
});

const paths = () => world.requests.map(({ method, path }) => `${method} ${path.replace(/^.*\/osv/, '')}`);

it('knows nothing of a package that nobody reported, and reads no record', async () => {
  expect(knownValue(await answerOf(feedOf(world), teapot))).toEqual({ advisories: [] });
  expect(paths()).toEqual(['POST /v1/querybatch']);
});

it('asks for exact versions, all of a plan in one call', async () => {
  world.osv.publish({ id: 'GHSA-aaaa-bbbb-cccc', name: 'kettle', fixed: '2.1.0', severity: 'HIGH' });
  const kettle = planned('kettle', '2.0.0');
  const answers = await feedOf(world).load([teapot, kettle, planned('kettle', '2.1.0')]);
  expect(JSON.parse(world.requests[0]?.body ?? '')).toEqual({
    queries: [
      { package: { ecosystem: 'npm', name: 'teapot' }, version: '1.0.0' },
      { package: { ecosystem: 'npm', name: 'kettle' }, version: '2.0.0' },
      { package: { ecosystem: 'npm', name: 'kettle' }, version: '2.1.0' },
    ],
  });
  expect([...answers].map(([key, fact]) => [key, knownValue(fact).advisories.length])).toEqual([
    ['teapot@1.0.0', 0],
    ['kettle@2.0.0', 1],
    ['kettle@2.1.0', 0],
  ]);
  expect(paths()).toEqual(['POST /v1/querybatch', 'GET /v1/vulns/GHSA-aaaa-bbbb-cccc']);
});

it.each([
  ['tea\ud800pot', '1.0.0'],
  ['tea pot', '1.0.0'],
  ['', '1.0.0'],
  ['teapot', ''],
  ['x'.repeat(300), '1.0.0'],
])('does not let %j@%j, bundled somewhere, spoil the question about the others', async (name, version) => {
  world.osv.publish({ id: 'MAL-2026-1', name: 'teapot' });
  const strange = planned(name, version, { key: 'strange', origin: { kind: 'bundled', by: 'kettle@1.0.0' } });
  const answers = await feedOf(world).load([strange, teapot]);
  expect(JSON.parse(world.requests[0]?.body ?? '').queries).toEqual([
    { package: { ecosystem: 'npm', name: 'teapot' }, version: '1.0.0' },
  ]);
  expect(answers.get('strange')).toMatchObject({ status: 'unknown', cause: 'subject' });
  expect(knownValue(answers.get(teapot.key)).advisories).toHaveLength(1);
});

it('turns the pages', async () => {
  for (const digit of [1, 2, 3, 4, 5]) world.osv.publish({ id: `GHSA-000${digit}`, name: 'teapot' });
  world.osv.pageSize(2);
  const { advisories } = knownValue(await answerOf(feedOf(world), teapot));
  expect(advisories.map(({ id }) => id).sort()).toEqual([1, 2, 3, 4, 5].map((digit) => `GHSA-000${digit}`));
  expect(paths().filter((path) => path.startsWith('POST'))).toHaveLength(3);
});

it('keeps records by id and date of change, and reads them anew when they changed', async () => {
  await using folder = tempFolder();
  world.osv.publish({ id: 'GHSA-aaaa-bbbb-cccc', name: 'teapot', summary: 'Boils over' });
  await answerOf(feedOf(world, folder.path), teapot);
  const again = await answerOf(feedOf(world, folder.path), teapot);
  expect(knownValue(again).advisories[0]?.summary).toBe('Boils over');
  expect(paths().filter((path) => path.startsWith('GET'))).toHaveLength(1);

  const other = { id: 'GHSA-aaaa-bbbb-cccc', name: 'kettle', modified: '2026-05-20T00:00:00Z' };
  world.osv.publish(other);
  await answerOf(feedOf(world, folder.path), planned('kettle', '1.0.0'));
  expect(paths().filter((path) => path.startsWith('GET'))).toHaveLength(2);
});

describe('a hit whose record cannot be had', () => {
  it('stays malware where its id says so', async () => {
    world.osv.lieAbout('teapot', 'MAL-2026-1');
    const { malware } = await checked({ osvAdvisories: feedOf(world) }, teapot);
    expect(malware).toMatchObject({ kind: 'flagged', findings: [{ severity: 'critical' }] });
  });

  it('is a hole that counts for the worst, and leaves open whether it is malware', async () => {
    world.osv.lieAbout('teapot', 'GHSA-aaaa-bbbb-cccc');
    const { malware, vulnerability } = await checked({ osvAdvisories: feedOf(world) }, teapot);
    expect(malware).toMatchObject({ kind: 'unknown', cause: 'environment' });
    expect(vulnerability).toMatchObject({
      kind: 'flagged',
      findings: [{ severity: 'critical', confidence: 'low' }],
    });
  });
});

it('drops what was withdrawn since OSV named it', async () => {
  world.osv.lieAbout('teapot', 'GHSA-aaaa-bbbb-cccc');
  world.osv.publish({
    ...{ id: 'GHSA-aaaa-bbbb-cccc', name: 'teapot', withdrawn: '2026-05-02T00:00:00Z' },
  });
  expect(knownValue(await answerOf(feedOf(world), teapot)).advisories).toEqual([]);
});
