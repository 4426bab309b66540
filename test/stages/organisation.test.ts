import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trustProject } from '../../src/stages/trust.ts';
import { type TempProject, tempProject } from '../world/npm.ts';
import { createWorld, packageTarball, type World } from '../world/world.ts';
import { openIn, type Situation } from './opened.ts';

let world: World;
let project: TempProject;
beforeEach(async () => {
  world = await createWorld();
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

const sha512 = (bytes: Buffer | string) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
const policy = {
  preset: 'strict',
  rules: { 'install-script': 'block' },
  locked: ['preset', 'rules.install-script'],
};

/** The policy at an address of somebody's own. */
function atAddress(content: object | string = policy): { from: string; integrity: string } {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const site = world.foreign();
  site.serve('/policy/npq.json', Buffer.from(text));
  return { from: `${site.url}policy/npq.json`, integrity: sha512(text) };
}

/** The policy as a package of the registry. */
function asPackage(files: Readonly<Record<string, string>>): { from: string; integrity: string } {
  const manifest = { name: '@acme/npq-policy', version: '1.2.3' };
  const all = { 'package.json': JSON.stringify(manifest), ...files };
  const tarball = packageTarball(
    new Map(Object.entries(all).map(([path, text]) => [path, Buffer.from(text)])),
    new Set(),
  );
  world.registry().publish({ ...manifest, tarball });
  return { from: 'npm:@acme/npq-policy@1.2.3', integrity: sha512(tarball) };
}

const open = (situation: Situation) =>
  openIn(project, { ...situation, env: { npm_config_registry: world.url, ...situation.env } });

describe("an organisation's policy", () => {
  it('comes from an address, and holds', async () => {
    const { session } = await open({ mine: { organisation: atAddress() } });
    expect(session.policy.name).toBe('strict');
    expect(session.inForce.get('rules.install-script')?.at).toMatchObject({
      origin: 'organisation',
      line: 1,
    });
  });

  it('comes from a package', async () => {
    const organisation = asPackage({ 'npq.json': JSON.stringify(policy) });
    expect((await open({ mine: { organisation } })).session.policy.name).toBe('strict');
  });

  it('is named by the environment too', async () => {
    const { from, integrity } = atAddress();
    const { session } = await open({ env: { NPQ_ORGANISATION: `${from}#${integrity}` } });
    expect(session.policy.name).toBe('strict');
  });

  it('once it was had, needs no network', async () => {
    const organisation = asPackage({ 'npq.json': JSON.stringify(policy) });
    await open({ mine: { organisation } });
    const env = { npm_config_registry: world.nowhere };
    expect((await open({ mine: { organisation }, env })).session.policy.name).toBe('strict');
  });

  it("is asked for without the project's .npmrc", async () => {
    project.write(
      '.npmrc',
      `registry=${world.nowhere}\n@acme:registry=${world.nowhere}\nproxy=${world.nowhere}\n`,
    );
    const organisation = asPackage({ 'npq.json': JSON.stringify(policy) });
    expect((await open({ mine: { organisation } })).session.policy.name).toBe('strict');
  });
});

describe('half a policy is none', () => {
  it.each([
    [
      'other bytes than pinned',
      () => ({ ...atAddress(), integrity: sha512('x') }),
      'config-invalid',
      /to have the hash/,
    ],
    [
      'another tarball than pinned',
      () => ({ ...asPackage({ 'npq.json': '{}' }), integrity: sha512('x') }),
      'config-invalid',
      /to have the hash/,
    ],
    [
      'no answer',
      () => ({ ...atAddress(), from: `${world.nowhere}npq.json` }),
      'service-failed',
      /could not be had/,
    ],
    [
      'no such version',
      () => ({ ...asPackage({}), from: 'npm:@acme/npq-policy@9.9.9' }),
      'service-failed',
      /names no tarball/,
    ],
    [
      'a package without an npq.json',
      () => asPackage({}),
      'config-invalid',
      /to have an npq\.json at its top/,
    ],
    ['too much', () => atAddress(`"${'x'.repeat(2_000_000)}"`), 'service-failed', /larger than/],
    [
      'what cannot be read',
      () => atAddress('{ "preset": "strickt" }'),
      'config-invalid',
      /npq\.json:1:13: preset/,
    ],
    [
      'a lock that holds nothing',
      () => atAddress({ locked: ['presset'] }),
      'config-invalid',
      /Did you mean preset\?/,
    ],
    [
      'what is not its to say',
      () => atAddress({ advisoryFiles: ['x'] }),
      'config-invalid',
      /belongs into your own/,
    ],
  ] as const)('%s', async (_name, organisation, code, message) => {
    await expect(open({ mine: { organisation: organisation() } })).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('two that differ', async () => {
    const { from, integrity } = atAddress();
    const env = { NPQ_ORGANISATION: `${from}#${integrity}` };
    await expect(open({ mine: { organisation: atAddress({}) }, env })).rejects.toThrow(
      'Expected one organisation',
    );
    await expect(open({ env: { NPQ_ORGANISATION: 'acme' } })).rejects.toThrow(
      'Expected NPQ_ORGANISATION to be',
    );
  });
});

describe('what is locked', () => {
  const locking = (more: object = {}) => ({ organisation: atAddress({ ...policy, ...more }) });

  it.each([
    ['a preset', { preset: 'balanced' }, []],
    ['a rule', { rules: { 'install-script': 'note' } }, []],
    ['a preset of the command line', {}, ['--preset', 'balanced']],
  ])('%s of the user may not change', async (_name, mine, args) => {
    await expect(open({ mine: { ...mine, ...locking() }, args })).rejects.toThrow(
      /your organisation has locked it \(http:.*npq\.json:1\)/,
    );
  });

  it('the user may say too, where it is the same', async () => {
    const { session } = await open({ mine: { preset: 'strict', ...locking() } });
    expect(session.policy.name).toBe('strict');
  });

  it('may be waivers, and tolerance', async () => {
    const mine = locking({ locked: ['waivers', 'onIncomplete'] });
    await expect(open({ mine: { ...mine, onIncomplete: 'warn' } })).rejects.toThrow(
      /onIncomplete to stay as it is/,
    );
    const waiver = {
      ...{ package: 'pebble', versions: '^1.0.0', check: 'install-script', reason: 'read it', by: 'Ada' },
      ...{ expires: '2027-01-31', severity: 'medium' },
    };
    await expect(open({ mine: { ...mine, waivers: [waiver] } })).rejects.toThrow(/expected no waivers/);
    const { session } = await open({ mine, project: { waivers: [waiver] } });
    const trusted = await trustProject(session);
    expect(trusted.session.waivers.map(({ counts }) => counts)).toEqual([false]);
    expect(trusted.notes[0]?.text).toMatch(/has locked waivers/);
  });

  it('a project may make stricter; milder not even with a yes, and nothing stops for it', async () => {
    const theirs = { preset: 'report-only', rules: { 'install-script': 'note', low: 'block' } };
    const { session } = await open({ mine: locking(), project: theirs, args: ['--trust', 'npq.json'] });
    const trusted = await trustProject(session);
    expect(trusted.notes.map(({ key, counts }) => [key, counts])).toEqual([
      ['preset', false],
      ['rules.install-script', false],
      ['rules.low', true],
    ]);
    expect(trusted.session.policy.name).toBe('strict');
    expect(trusted.session.inForce.get('rules.low')?.value).toEqual([{ action: 'block' }]);
  });

  it('leaves the rest to the user', async () => {
    const { session } = await open({ mine: { ...locking(), rules: { deprecated: 'allow' } } });
    expect(session.inForce.get('rules.deprecated')?.at.origin).toBe('user');
  });
});
