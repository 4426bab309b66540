import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureKinds } from '../../world/service.ts';
import { createWorld, type World } from '../../world/world.ts';
import { planned } from '../support.ts';
import { checked, feedOf } from './advisories.ts';

const teapot = planned('teapot', '1.0.0');
const both = (at: World) => checked({ osvAdvisories: feedOf(at) }, teapot);

// Each waits for what does not come, so that they wait side by side.
describe.concurrent.each(Object.entries(failureKinds))('where OSV fails (%s)', (_name, failure) => {
  it('a hole is not forgotten for a record that cannot be read', { timeout: 30_000 }, async () => {
    await using own = await createWorld({ sentinels: false });
    own.osv.publish({ id: 'GHSA-aaaa-bbbb-cccc', name: 'teapot', severity: 'LOW' });
    own.osv.fail(/vulns/, failure);
    const { malware, vulnerability } = await both(own);
    expect(malware.kind).toBe('unknown');
    expect(vulnerability).toMatchObject({ kind: 'flagged', findings: [{ severity: 'critical' }] });
  });
});

describe('where OSV lies', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld({ sentinels: false });
  });
  afterEach(() => world.close());

  it.each([
    ['an empty object', {}],
    ['no answers at all', { results: [] }],
    ['answers to other questions', { results: [{}, {}] }],
    ['an answer that is none', { results: ['none'] }],
    ['an answer that is nothing', { results: [null] }],
    ['an error in the place of an answer', { results: [{ error: 'try again later' }] }],
    ['an answer under another name', { results: [{ vulnerabilities: [] }] }],
    ['ids that lead elsewhere', { results: [{ vulns: [{ id: '../../v1/vulns/X' }] }] }],
    ['the same page for ever', { results: [{ next_page_token: 'again' }] }],
    ['a list', []],
    ['nothing', null],
  ])('%s is no clean answer', async (_name, document) => {
    world.osv.answerBatch(document);
    const { malware, vulnerability } = await both(world);
    expect(malware).toMatchObject({ kind: 'unknown', cause: 'environment' });
    expect(vulnerability).toMatchObject({ kind: 'unknown', cause: 'environment' });
  });

  it('what it named before a page failed still counts', async () => {
    for (const id of ['MAL-2026-1', 'MAL-2026-2']) world.osv.publish({ id, name: 'teapot' });
    world.osv.pageSize(1);
    world.osv.fail(/querybatch/, { kind: 'slow' }, 1);
    world.osv.fail(/querybatch/, { kind: 'status', status: 500 });
    const { malware, vulnerability } = await both(world);
    expect(malware.kind).toBe('flagged');
    expect(vulnerability.kind).toBe('unknown');
  });

  it('a record that lists other versions is told with its doubt, not dropped', async () => {
    world.osv.lieAbout('teapot', 'MAL-2026-1');
    world.osv.publish({ id: 'MAL-2026-1', name: 'teapot', versions: ['9.0.0'] });
    expect((await both(world)).malware).toMatchObject({
      kind: 'flagged',
      findings: [{ confidence: 'medium', data: { doubt: 'MAL-2026-1 lists other versions than 1.0.0.' } }],
    });
  });

  it('names of more records than anybody reads leave malware open', { timeout: 30_000 }, async () => {
    const vulns = Array.from({ length: 20_000 }, (_, index) => ({ id: `GHSA-${index}` }));
    world.osv.answerBatch({ results: [{ vulns }] });
    world.osv.fail(/vulns/, { kind: 'status', status: 404 });
    const { malware, vulnerability } = await both(world);
    expect([malware.kind, vulnerability.kind]).toEqual(['unknown', 'flagged']);
    expect(world.requests.length).toBeLessThan(2_100);
  });

  it.each(['pages', 'records'])('slow %s without an end cost no more than the budget', async (what) => {
    for (let index = 0; index < 40; index += 1) world.osv.publish({ id: `GHSA-${index}`, name: 'teapot' });
    world.osv.pageSize(what === 'pages' ? 1 : 40);
    world.osv.fail(what === 'pages' ? /querybatch/ : /vulns/, { kind: 'slow', latencyMs: 250 });
    const begun = performance.now();
    const { malware } = await checked({ osvAdvisories: feedOf(world, undefined, 500) }, teapot);
    expect(malware.kind).toBe('unknown');
    // All forty would take 10 s.
    expect(performance.now() - begun).toBeLessThan(6_000);
  });

  it('another record in the place of the one asked for is none, however harmless it looks', async () => {
    world.osv.publish({ id: 'GHSA-aaaa-bbbb-cccc', name: 'teapot' });
    world.osv.serveInstead('GHSA-aaaa-bbbb-cccc', { id: 'GHSA-other', withdrawn: '2026-01-01T00:00:00Z' });
    const { malware, vulnerability } = await both(world);
    expect(malware.kind).toBe('unknown');
    expect(vulnerability.kind).toBe('flagged');
  });
});
