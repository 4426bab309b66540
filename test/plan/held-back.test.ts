import fc from 'fast-check';
import npa from 'npm-package-arg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { choose, TooYoungError, withoutYoung } from '../../src/plan/held-back.ts';
import { withoutLiars } from '../../src/plan/packument-view.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { packageAt, placesOf, planIn } from './planning.ts';

/** Versions younger than a day are left to others, unless somebody asks for exactly them. */

const at = new Date('2026-03-10T12:00:00.000Z');
const before = new Date('2026-03-09T12:00:00.000Z');
const holdBack = { at, before };
const OLD = '2026-01-01T00:00:00.000Z';
const YOUNG = '2026-03-10T06:00:00.000Z';

const packument = (times: Record<string, string>, tags: Record<string, string>) => ({
  name: 'tool',
  'dist-tags': tags,
  versions: Object.fromEntries(Object.keys(times).map((version) => [version, { name: 'tool', version }])),
  time: times,
});
const chosen = (spec: string, times: Record<string, string>, tags: Record<string, string>, options = {}) =>
  choose(packument(times, tags), npa(spec), options, holdBack)?.version;

describe('a document for somebody who chooses himself', () => {
  const times = { '1.0.0': OLD, '1.1.0': YOUNG, '1.2.0': YOUNG, '2.0.0': OLD };
  const shown = (keep: readonly string[], tags: Record<string, string>) => {
    const seen = withoutYoung(packument(times, tags), holdBack, (version) => keep.includes(version));
    return { versions: Object.keys(seen['versions'] ?? {}), tags: seen['dist-tags'] };
  };

  it('lists no young version, and its tags lead to the newest old one below', () => {
    expect(shown([], { latest: '1.2.0', next: '2.0.0' })).toEqual({
      versions: ['1.0.0', '2.0.0'],
      tags: { latest: '1.0.0', next: '2.0.0' },
    });
  });

  it('keeps a young one that is planned', () => {
    expect(shown(['1.1.0'], { latest: '1.1.0' })).toEqual({
      versions: ['1.0.0', '1.1.0', '2.0.0'],
      tags: { latest: '1.1.0' },
    });
  });
});

describe('choosing a version', () => {
  const times = { '1.0.0': OLD, '1.1.0': OLD, '1.2.0': YOUNG };
  const tags = { latest: '1.2.0' };

  it('goes back to the newest one that is old enough', () => {
    expect(chosen('tool', times, tags)).toBe('1.1.0');
    expect(chosen('tool@^1.0.0', times, tags)).toBe('1.1.0');
    expect(chosen('tool@latest', times, tags)).toBe('1.1.0');
  });

  it('takes a young one where every older one has the hole that it closes', () => {
    expect(chosen('tool@^1.0.0', times, tags, { avoid: '<1.2.0' })).toBe('1.2.0');
    expect(chosen('tool@^1.0.0', times, tags, { avoid: '<1.1.0' })).toBe('1.1.0');
    expect(chosen('tool@^1.0.0', times, tags, { avoid: '*' })).toBe('1.1.0');
  });

  it('takes a young one that is asked for exactly', () => {
    expect(chosen('tool@1.2.0', times, tags)).toBe('1.2.0');
    expect(chosen('tool@=1.2.0', times, tags)).toBe('1.2.0');
  });

  it('counts a version of exactly the age as old enough, and one a millisecond younger as too young', () => {
    const edge = before.toISOString();
    const past = new Date(before.getTime() + 1).toISOString();
    const exact = choose(packument({ '1.1.0': edge }, { latest: '1.1.0' }), npa('tool'), {}, holdBack);
    expect([exact?.version, exact?.heldBack]).toEqual(['1.1.0', undefined]);
    expect(chosen('tool', { '1.0.0': OLD, '1.1.0': past }, { latest: '1.1.0' })).toBe('1.0.0');
  });

  it('never goes forward to a later version that is no release', () => {
    const withNext = { ...times, '2.0.0': OLD };
    expect(chosen('tool', withNext, { latest: '1.2.0', next: '2.0.0' })).toBe('1.1.0');
  });

  it("is never weaker than the user's own date", () => {
    const strict = { before: new Date('2025-12-31T00:00:00.000Z') };
    const ancient = { '0.9.0': '2025-01-01T00:00:00.000Z', ...times };
    expect(chosen('tool', ancient, tags, strict)).toBe('0.9.0');
    expect(chosen('tool@1.2.0', ancient, tags, strict)).toBeUndefined();
    expect(chosen('tool', times, tags, { before: at })).toBe('1.1.0');
  });

  it('holds nothing back where no times are believed', () => {
    expect(choose(packument(times, tags), npa('tool'), {}, undefined)?.version).toBe('1.2.0');
  });

  it('believes in no age where the registry names no time', () => {
    const timeless = { ...packument(times, tags), time: { '1.0.0': OLD } };
    expect(choose(timeless, npa('tool'), {}, holdBack)?.version).toBe('1.2.0');
  });

  it('ignores a version that calls itself another', () => {
    const { versions, ...rest } = packument(times, tags);
    const lying = { ...rest, versions: { ...versions, '1.1.0': { name: 'tool', version: '1.0.0' } } };
    expect(choose(withoutLiars(lying), npa('tool@~1.1.0'), {}, undefined)).toBeUndefined();
    expect(choose(withoutLiars(lying), npa('tool'), {}, holdBack)?.version).toBe('1.0.0');
  });

  it('says so where every version that would do is too young', () => {
    expect(() => chosen('tool@^1.2.0', times, tags)).toThrow(TooYoungError);
  });

  it('leaves it to npm to say that nothing satisfies a range', () => {
    expect(chosen('tool@^9', times, tags)).toBeUndefined();
  });

  it('takes any document that a registry may send without falling over, and never a young version', () => {
    const version = fc.constantFrom('1.0.0', '1.1.0', '2.0.0-rc.1', 'v3', '__proto__', 'toString', '');
    const time = fc.oneof(fc.constantFrom(OLD, YOUNG), fc.string(), fc.integer());
    const document = fc.record(
      {
        name: fc.constant('tool'),
        'dist-tags': fc.oneof(fc.anything(), fc.dictionary(fc.constantFrom('latest', 'next'), version)),
        versions: fc.oneof(
          fc.constant({}),
          fc.dictionary(version, fc.record({ name: fc.constant('tool'), version })),
        ),
        time: fc.oneof(fc.constant(undefined), fc.dictionary(version, time)),
      },
      { requiredKeys: ['name'] },
    );
    fc.assert(
      fc.property(document, fc.constantFrom('tool', 'tool@^1', 'tool@next', 'tool@*'), (raw, spec) => {
        try {
          const found = choose(withoutLiars(raw), npa(spec), {}, holdBack);
          const times: Readonly<Record<string, unknown>> = { ...raw.time };
          if (found) expect(times[found.version]).not.toBe(YOUNG);
        } catch (error) {
          expect(error).toBeInstanceOf(TooYoungError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a plan', () => {
  let world: World;
  let registry: string;
  let project: TempProject;

  beforeEach(async () => {
    world = await createWorld({ sentinels: false });
    registry = world.registry().url;
    project = tempProject();
    const { publish } = world.registry();
    publish({ name: 'tool', version: '1.0.0', publishedAt: OLD });
    publish({ name: 'tool', version: '1.1.0', publishedAt: YOUNG });
  });
  afterEach(async () => {
    project.dispose();
    expect(world.errors).toEqual([]);
    await world.close();
  });

  it('tells what was held back', async () => {
    const { plan, wantedTags } = await planIn(project, { registry, holdBack, specs: ['tool@latest'] });
    expect(placesOf(plan)).toEqual(['node_modules/tool: tool@1.0.0']);
    expect(plan.heldBack).toEqual([{ name: 'tool', chosen: '1.0.0', heldBack: '1.1.0', publishedAt: YOUNG }]);
    expect(wantedTags.get('tool')?.get('latest')).toBe('1.0.0');
  });

  it('takes what the user asks for exactly, and the siblings that this one pins', async () => {
    const { publish } = world.registry();
    publish({
      name: 'kit',
      version: '2.0.0',
      publishedAt: YOUNG,
      manifest: { dependencies: { tool: '1.1.0' } },
    });
    const { plan } = await planIn(project, { registry, holdBack, specs: ['kit@2.0.0'] });
    expect(placesOf(plan)).toEqual(['node_modules/kit: kit@2.0.0', 'node_modules/tool: tool@1.1.0']);
    expect(plan.heldBack).toEqual([]);
  });

  it('leaves alone what the lockfile has', async () => {
    project.write('package.json', { name: 'root', dependencies: { tool: '^1.0.0' } });
    await project.npm(['install', '--package-lock-only', `--registry=${registry}`]);
    const { plan } = await planIn(project, { registry, holdBack });
    expect(packageAt(plan, 'node_modules/tool')).toMatchObject({ version: '1.1.0', locked: true });
    expect(plan.heldBack).toEqual([]);
  });

  it('fails where all is too young, names version and age, and how to take it', async () => {
    world.registry().publish({ name: 'newborn', version: '0.1.0', publishedAt: YOUNG });
    await expect(planIn(project, { registry, holdBack, specs: ['newborn'] })).rejects.toMatchObject({
      code: 'only-too-young',
      message:
        'Expected a version of newborn for * that is old enough, found only 0.1.0, which is 6 hours old.',
      hint: 'Wait, or take it as it is: npq install newborn@0.1.0',
    });
  });

  it('does not let an optional dependency vanish because it is young', async () => {
    const { publish } = world.registry();
    publish({ name: 'newborn', version: '0.1.0', publishedAt: YOUNG });
    publish({
      ...{ name: 'asks', version: '1.0.0', publishedAt: OLD },
      manifest: { optionalDependencies: { newborn: '^0.1.0' } },
    });
    await expect(planIn(project, { registry, holdBack, specs: ['asks'] })).rejects.toMatchObject({
      code: 'only-too-young',
    });
  });

  it("keeps the user's own date and its exceptions", async () => {
    const own = { before: new Date('2025-01-01T00:00:00.000Z') };
    await expect(planIn(project, { registry, specs: ['tool'], flat: own })).rejects.toMatchObject({
      message: expect.stringContaining('ENOVERSIONS'),
    });
    const { plan } = await planIn(project, {
      ...{ registry, holdBack, specs: ['tool'] },
      flat: { ...own, minReleaseAgeExclude: ['tool'] },
    });
    expect(placesOf(plan)).toEqual(['node_modules/tool: tool@1.0.0']);
  });
});
