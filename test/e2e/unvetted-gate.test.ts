import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Published } from '../world/world.ts';
import { everyNpm, openScene, type Scene } from './unvetted.ts';

/** Another user of this machine, or a page in a browser, guesses at the gate while npm is about to use it. */

let scene: Scene;
let leaf: Published;
beforeEach(async () => {
  scene = await openScene({ 'package.json': { name: 'root' } });
  leaf = scene.publish('leaf', '1.0.0');
  scene.publish('secret', '1.0.0');
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  expect(scene.world.errors).toEqual([]);
});

interface Guess {
  readonly method?: string;
  /** Below the gate's port; `SECRET` stands for the true one. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function guess(gateUrl: string, { method = 'GET', path, headers = {} }: Guess): Promise<number> {
  const { hostname, port, pathname } = new URL(gateUrl);
  const target = path.replace('SECRET', pathname.split('/')[1] ?? '');
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, method, headers, path: target }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
    });
    asking.on('error', reject).end();
  });
}

const json = { 'content-type': 'application/json' };
const guesses: readonly (readonly [what: string, guess: Guess])[] = [
  ['no secret', { path: '/leaf' }],
  ['a wrong secret', { path: `/${'A'.repeat(32)}/leaf` }],
  ['a part of a path for a secret', { path: '//leaf' }],
  ['a tarball without secret or hash', { path: '/leaf/-/leaf-1.0.0.tgz' }],
  [
    'a tarball with a wrong hash',
    { path: '/leaf/-/leaf-1.0.0.tgz', headers: { 'pacote-integrity': 'sha1-AAAA' } },
  ],
  ['the true secret from a rebound name', { path: '/SECRET/leaf', headers: { host: 'evil.example' } }],
  ['the true secret from a page of this machine', { path: '/SECRET/leaf', headers: { host: 'localhost' } }],
  // With the secret, packages outside the plan are vetted on the spot: that is for scripts that call npm.
  ['a package outside the plan without it', { path: '/secret' }],
  ['a tarball outside the plan without it', { path: '/secret/-/secret-1.0.0.tgz' }],
  ['publishing', { method: 'PUT', path: '/SECRET/leaf', headers: json }],
  ['a token', { method: 'POST', path: '/SECRET/-/npm/v1/tokens', headers: json }],
  ['whoami', { path: '/SECRET/-/whoami' }],
];

describe.each(everyNpm)('the gate of %s', (_name, npm) => {
  it('gives them nothing, and npm what it is there for', async () => {
    const { run, disk, proxy, world } = scene;
    const answers: (readonly [string, number])[] = [];
    let upstream = 0;
    const { code, screen } = await run(['install', 'leaf'], {
      npm,
      between: async (gateUrl) => {
        const before = world.requests.length;
        for (const [what, one] of guesses) answers.push([what, await guess(gateUrl, one)]);
        upstream = world.requests.length - before;
      },
    });
    expect(answers.filter(([, status]) => status < 400)).toEqual([]);
    expect(answers).toHaveLength(guesses.length);
    expect(upstream).toBe(0);
    expect(code, screen).toBe(0);
    expect(disk()).toEqual(['node_modules/leaf: leaf@1.0.0 genuine']);
    expect(proxy.refused).toEqual([]);
  });

  it('gives the vetted bytes to who names their hash, since he has them already', async () => {
    const headers = { 'pacote-integrity': leaf.integrity };
    let status = 0;
    await scene.run(['install', 'leaf'], {
      npm,
      between: async (gateUrl) => {
        status = await guess(gateUrl, { path: '/leaf/-/leaf-1.0.0.tgz', headers });
      },
    });
    expect(status).toBe(200);
  });
});
