import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Gate, openGate } from '../../src/install/gate.ts';
import type { OnTheSpot } from '../../src/install/on-the-spot.ts';
import { formatId } from '../../src/model/package-id.ts';
import { createPackumentStore } from '../../src/plan/packuments.ts';
import { ask, jsonOf } from '../world/client.ts';
import { createWorld, type Published, type World } from '../world/world.ts';
import { configIn, hostIn, projectAt, registryPackage } from './gated.ts';

/** What the gate has for the package managers that scripts start, and for nobody else. */
let world: World;
let project: ReturnType<typeof projectAt>;
let gate: Gate;
let lantern: Published;
let wick: Published;
/** Everything that was vetted on the spot, in order. */
let vetted: string[];

beforeEach(async () => {
  world = await createWorld({ sentinels: false });
  lantern = world.registry().publish({ name: 'lantern', version: '1.0.0' });
  world.registry().publish({ name: 'lantern', version: '1.1.0' });
  wick = world.registry().publish({ name: 'wick', version: '1.0.0' });
  world.registry().publish({ name: 'rotten', version: '1.0.0' });
  project = projectAt(world.url);
  gate = await open('always');
});
afterEach(async () => {
  await gate.close();
  await world.close();
  project.dispose();
});

/** Lets everything pass but what is called rotten. */
async function open(replacedHost: string): Promise<Gate> {
  vetted = [];
  const { flat } = await configIn(project, ['install']);
  const packuments = createPackumentStore(flat);
  const onTheSpot: OnTheSpot = {
    options: flat,
    document: packuments.load,
    registryFor: packuments.registryFor,
    async vet(id) {
      vetted.push(formatId(id));
      if (id.name === 'rotten') return { verdict: 'block', why: 'it smells' };
      const { integrity } = id.name === 'wick' ? wick : lantern;
      return {
        verdict: 'pass',
        vetted: { package: registryPackage(id.name, id.version, integrity), integrity },
      };
    },
  };
  return openGate({
    ...{ host: hostIn(project), packuments, options: flat, wantedTags: new Map(), onTheSpot, replacedHost },
    vetted: [
      { package: registryPackage('lantern', '1.0.0', lantern.integrity), integrity: lantern.integrity },
    ],
  });
}

const npmAgent = { 'user-agent': 'npm/11.19.1 node/v20.20.2 linux x64 workspaces/false' };
const asScript = (path: string, headers = {}) =>
  ask(`${gate.url}${path}`, { headers: { ...npmAgent, ...headers } });
const asOurNpm = (path: string) => asScript(path, { authorization: `Bearer ${gate.token}` });

test('our own npm is known by its token, and gets the plan and nothing else', async () => {
  expect((await asOurNpm('wick')).status).toBe(404);
  expect((await asOurNpm('wick/-/wick-1.0.0.tgz')).status).toBe(403);
  expect(Object.keys(jsonOf(await asOurNpm('lantern')).versions)).toEqual(['1.0.0']);
  expect(gate.log.outside).toEqual(['wick']);
  expect(vetted).toEqual([]);
});

test('a wrong token is no token', async () => {
  expect((await asScript('wick', { authorization: `Bearer ${gate.token}x` })).status).toBe(200);
});

test('a document is offered unvetted, with all versions of a planned name too', async () => {
  expect((await asScript('wick')).status).toBe(200);
  expect(Object.keys(jsonOf(await asScript('lantern')).versions)).toEqual(['1.0.0', '1.1.0']);
  expect(vetted).toEqual([]);
});

test('a tarball is vetted once, however often it is asked for', async () => {
  await asScript('wick');
  const [one, other] = await Promise.all([1, 2].map(() => asScript('wick/-/wick-1.0.0.tgz')));
  expect([one?.status, other?.status]).toEqual([200, 200]);
  expect(one?.body).toEqual(wick.tarball);
  expect(vetted).toEqual(['wick@1.0.0']);
  expect(gate.log.nested).toEqual([{ name: 'wick', version: '1.0.0', verdict: 'pass' }]);
});

test('what the plan has is served as planned, and vetted by nobody again', async () => {
  expect((await asScript('lantern/-/lantern-1.0.0.tgz')).body).toEqual(lantern.tarball);
  expect(vetted).toEqual([]);
  expect(gate.log.nested).toEqual([]);
});

test('with a lockfile a tarball is asked for before any document', async () => {
  const headers = { 'pacote-integrity': wick.integrity };
  expect((await asScript('wick/-/wick-1.0.0.tgz', headers)).status).toBe(200);
  expect(vetted).toEqual(['wick@1.0.0']);
});

test('what does not pass is refused with the reason', async () => {
  const answer = await asScript('rotten/-/rotten-1.0.0.tgz');
  expect(answer.status).toBe(403);
  expect(jsonOf(answer)['error']).toContain('rotten@1.0.0, which did not pass: it smells');
  expect(gate.log.nested).toEqual([{ name: 'rotten', version: '1.0.0', verdict: 'block', why: 'it smells' }]);
});

test('other bytes than the registry’s are nobody’s', async () => {
  const headers = { 'pacote-integrity': lantern.integrity };
  expect((await asScript('wick/-/wick-1.0.0.tgz', headers)).status).toBe(403);
  expect(vetted).toEqual([]);
});

test('bytes that upstream swapped after they were vetted do not leave the gate', async () => {
  await asScript('wick');
  world.registry().swapTarball('wick', '1.0.0', Buffer.from('other'));
  expect((await asScript('wick/-/wick-1.0.0.tgz')).status).toBe(403);
});

test('a version that the registry does not have is not vetted', async () => {
  expect((await asScript('wick/-/wick-9.9.9.tgz')).status).toBe(403);
  expect(vetted).toEqual([]);
});

describe('without the secret', () => {
  const stranger = (path: string, headers = {}) =>
    ask(new URL(path, gate.url).href, { headers: { ...npmAgent, ...headers } });

  test('nothing is looked up, and so nothing is learned', async () => {
    const headers = { 'pacote-integrity': wick.integrity };
    expect((await stranger('/wick/-/wick-1.0.0.tgz', headers)).status).toBe(404);
    expect(world.requests).toEqual([]);
  });

  test('npm, which loses it on the way to a tarball, has the bytes’ hash from the document', async () => {
    await asScript('wick');
    expect((await stranger('/wick/-/wick-1.0.0.tgz')).status).toBe(404);
    const headers = { 'pacote-integrity': wick.integrity };
    expect((await stranger('/wick/-/wick-1.0.0.tgz', headers)).status).toBe(200);
  });
});

describe('where the tarball lies', () => {
  const tarballOf = async (headers = {}) => {
    const { versions } = jsonOf(await asScript('wick', headers));
    return (versions as Record<string, { dist: { tarball: string } }>)['1.0.0']?.dist.tarball;
  };

  test('npm puts the gate before it by itself, so that lockfiles come out as ever', async () => {
    expect(await tarballOf()).toBe(wick.tarballUrl);
  });

  test('other package managers are told the gate’s address', async () => {
    const address = await tarballOf({ 'user-agent': 'pnpm/9.0.0 npm/? node/v20.20.2 linux x64' });
    expect(address).toBe(`${gate.url}wick/-/wick-1.0.0.tgz`);
    expect((await ask(address ?? '')).status).toBe(200);
    expect(vetted).toEqual(['wick@1.0.0']);
  });

  test('and so is npm where the plan keeps it from replacing this host', async () => {
    await gate.close();
    gate = await open('elsewhere.example');
    expect(await tarballOf()).toBe(`${gate.url}wick/-/wick-1.0.0.tgz`);
  });
});
