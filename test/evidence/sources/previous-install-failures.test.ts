import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import installScript from '../../../src/checks/install-script.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { noHistory, outcomeOf } from '../../checks/given.ts';
import { createWorld, type World } from '../../world/world.ts';
import { planned, type TempFolder, tempFolder } from '../support.ts';
import { installFacts } from './install-facts.ts';

/** A script that has long been the same is only noted; whatever hides that it has been must not look like it. */
let world: World;
let folder: TempFolder;

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  folder = tempFolder();
  for (const patch of [0, 1, 2, 3, 4, 5, 6]) {
    world.registry().publish({
      ...{ name: 'pkg', version: `1.0.${patch}`, publishedAt: `2024-0${patch + 1}-01T00:00:00.000Z` },
      ...{ manifest: { scripts: { install: 'node go.js' } }, files: { 'go.js': 'go()' } },
    });
  }
});
afterEach(async () => {
  await world.close();
  await folder[Symbol.asyncDispose]();
});

/** How the check ends, and how severe. */
async function ends(
  timeout = 400,
  name = 'pkg',
): Promise<readonly [string, Finding['severity'] | undefined]> {
  const options = { timeout, fetchTimeout: timeout };
  const { pkg, ...facts } = await installFacts(planned(name, '1.0.6'), { world, folder, options });
  const given = Object.fromEntries(
    Object.entries(facts).map(([key, fact]) => [key, fact.status === 'known' ? fact.value : fact]),
  );
  const result = outcomeOf(installScript, { ...noHistory, ...given }, { pkg });
  return [result.kind, result.kind === 'flagged' ? result.findings[0]?.severity : undefined];
}

it('is a note while everything answers', async () => {
  expect(await ends(5_000)).toEqual(['flagged', 'low']);
});

it('is a note while everything answers slowly: that is an answer too', async () => {
  world.registry().fail({ what: 'tarball' }, { kind: 'slow', latencyMs: 100, bytesPerSecond: 2_000 });
  expect(await ends(5_000)).toEqual(['flagged', 'low']);
});

describe('a registry that lies', () => {
  it('with other bytes for the release before', async () => {
    const other = world.registry().publish({ name: 'other', version: '1.0.0' });
    world.registry().swapTarball('pkg', '1.0.5', other.tarball);
    expect(await ends(5_000)).toEqual(['flagged', 'medium']);
  });

  it('with a script in the document of a release whose tarball never had the file', async () => {
    const scripts = { install: 'node go.js' };
    const liar = { name: 'liar', manifest: { scripts } };
    for (const patch of [0, 1, 2, 3, 4, 5, 6]) {
      const publishedAt = `2024-0${patch + 1}-01T00:00:00.000Z`;
      const files = patch === 6 ? { 'go.js': 'evil()' } : {};
      world.registry().publish({ ...liar, version: `1.0.${patch}`, publishedAt, files });
    }
    expect(await ends(5_000, 'liar')).toEqual(['flagged', 'medium']);
  });
});
