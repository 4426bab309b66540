import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import { resolveError } from '../../src/plan/resolve-error.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { planIn } from './planning.ts';

/** What npm's libraries fail with, told as: expected, found, next command. */

describe('a plan that cannot be made', () => {
  let world: World;
  let registry: string;
  let project: TempProject;

  beforeEach(async () => {
    world = await createWorld({ sentinels: false });
    registry = world.registry().url;
    project = tempProject();
    world.registry().publish({ name: 'leaf', version: '1.0.0' });
  });
  afterEach(async () => {
    project.dispose();
    expect(world.errors).toEqual([]);
    await world.close();
  });
  const failure = async (specs: readonly string[], options: object = {}) => {
    const error: unknown = await planIn(project, { registry, specs, ...options }).catch(
      (one: unknown) => one,
    );
    if (!(error instanceof NpqError)) throw error;
    return { code: error.code, message: error.message, hint: error.hint };
  };

  it('names a package that does not exist', async () => {
    world.allowMissing('laef');
    expect(await failure(['laef'])).toEqual({
      code: 'resolve-failed',
      message: 'Expected laef@* at the registry, found no such package (E404).',
      hint: 'Check the spelling of the name; a private package needs its registry in .npmrc and npm login.',
    });
  });

  it.each<[string, object]>([
    ['a dependency on a number', { dependencies: { leaf: 1 } }],
    ['an os that is no list', { os: 5 }],
    ['a cpu of objects', { cpu: [{}] }],
  ])('says that npm cannot read %s, and is no bug of npq', async (_what, registryManifest) => {
    world.registry().publish({ name: 'odd', version: '1.0.0', registryManifest: { ...registryManifest } });
    const { code, message } = await failure(['odd']);
    expect(code).toBe('resolve-failed');
    expect(message).toMatch(
      /^Expected package data that npm's resolver can read, found some on which it fails/,
    );
  });

  it('says so of an integrity that is no text, too', async () => {
    world.registry().publish({ name: 'odd', version: '1.0.0', dist: { integrity: { a: 1 } } });
    expect((await failure(['odd'])).code).toBe('resolve-failed');
  });

  it('says that a document is nested too deeply', async () => {
    const stranger = world.foreign();
    const text = `{"name":"odd","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"odd","version":"1.0.0","deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}}}`;
    stranger.serve('/odd', text, { 'content-type': 'application/json' });
    const { code, message } = await failure(['odd'], { registry: stranger.url });
    expect(code).toBe('resolve-failed');
    expect(message).toMatch(/nested too deeply/);
  });

  it('names a version that does not exist', async () => {
    expect(await failure(['leaf@^9'])).toEqual({
      code: 'resolve-failed',
      message: 'Expected a version of leaf for ^9, found none that satisfies it (ETARGET).',
      hint: 'See which there are: `npm view leaf versions`',
    });
  });

  it('names both sides of a peer conflict', async () => {
    const { publish } = world.registry();
    publish({ name: 'leaf', version: '2.0.0' });
    publish({ name: 'plugin', version: '1.0.0', manifest: { peerDependencies: { leaf: '^2' } } });
    const { code, message } = await failure(['plugin', 'leaf@1']);
    expect(code).toBe('resolve-failed');
    expect(message).toBe(
      'Expected peer dependencies that fit together, found a conflict (ERESOLVE): ' +
        'peer leaf@^2 from plugin@1.0.0, but leaf@1.0.0 is there.',
    );
  });

  it('tells a registry that nobody answers for from a package that is missing', async () => {
    const { code, message } = await failure(['leaf'], { registry: world.nowhere });
    expect(code).toBe('registry-unreachable');
    expect(message).toContain('ECONNREFUSED');
  });

  it('tells a broken registry from a package that is missing', async () => {
    world.registry().fail('leaf', { kind: 'status', status: 503 });
    expect((await failure(['leaf'])).code).toBe('registry-unreachable');
  });

  it('does not let an optional dependency vanish while the registry is broken', async () => {
    const { publish } = world.registry();
    publish({ name: 'asks', version: '1.0.0', manifest: { optionalDependencies: { leaf: '1' } } });
    world.registry().fail('leaf', { kind: 'status', status: 500 });
    expect((await failure(['asks'])).code).toBe('registry-unreachable');
  });

  it('says that one has to log in', async () => {
    world.registry().requireAuth('secret');
    expect(await failure(['leaf'])).toMatchObject({
      code: 'resolve-failed',
      hint: 'Log in with `npm login`, or ask whoever runs the registry.',
    });
  });

  it('names a package.json that is no JSON', async () => {
    project.write('package.json', '{"name": ');
    const { code, message } = await failure(['leaf']);
    expect(code).toBe('resolve-failed');
    expect(message).toContain('EJSONPARSE');
  });

  it('names the engine that is missing where npm is strict about it', async () => {
    world.registry().publish({ name: 'future', version: '1.0.0', manifest: { engines: { node: '>=99' } } });
    const { message } = await failure(['future'], { flat: { engineStrict: true } });
    expect(message).toContain('EBADENGINE');
  });

  it('names a spec that is none', async () => {
    expect((await failure(['leaf@git+nonsense://x'])).code).toBe('resolve-failed');
  });

  it('says what git said', async () => {
    const { code, message } = await failure(['git+file:///nowhere/at/all']);
    expect(code).toBe('resolve-failed');
    expect(message).toMatch(/git said: .*nowhere/);
  });
});

it('keeps a bug a bug', () => {
  const bug = new TypeError('x is not a function');
  expect(resolveError(bug)).toBe(bug);
  const known = new NpqError('usage', { hint: 'Do.', message: 'already told' });
  expect(resolveError(known)).toBe(known);
});

it('lets no control or bidi character through, and stays short, whatever a registry writes', () => {
  const code = fc.constantFrom('E404', 'ETARGET', 'ERESOLVE', 'EJSONPARSE', 'ECONNRESET', 'E503', 'ESTRANGE');
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\u001b[2Jx\u202e\r\n'.repeat(500)));
  fc.assert(
    fc.property(code, text, fc.anything(), (name, foreign, thing) => {
      const fields = {
        pkgid: foreign,
        name: foreign,
        wanted: foreign,
        path: foreign,
        edge: thing,
        current: thing,
      };
      const error = resolveError(Object.assign(new Error(foreign), { code: name, ...fields }));
      if (!(error instanceof NpqError)) throw new Error('no NpqError');
      expect(error.message).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(error.message.length).toBeLessThan(1500);
      expect(error.hint ?? '').not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }),
  );
});
