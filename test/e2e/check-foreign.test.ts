import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type Published, type World } from '../world/world.ts';
import { type Format, formats, type Locked } from './foreign-lockfiles.ts';
import { runNpqHere } from './npq-here.ts';

/** `npq check` of a project that yarn, pnpm or bun installs. */
let world: World;
let project: TempProject;
let byName: ReadonlyMap<string, Published>;

beforeEach(async () => {
  world = await createWorld({});
  world.allowMissing('npm');
  const all = world.publishFixtures('sprout', 'pebble', 'tidy-logger', 'hookline');
  // Later ones take the place of earlier ones, but not a version that is only tried out.
  byName = new Map(all.filter(({ version }) => !version.includes('-')).map((one) => [one.name, one]));
  project = tempProject();
});

afterEach(async () => {
  project.dispose();
  await world.close();
  expect(world.errors).toEqual([]);
});

const check = (...args: readonly string[]) => runNpqHere(['check', ...args], project, world);
const flat = (text: string) => text.replace(/\s+/g, ' ');

function published(name: string): Published {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`no fixture is called ${name}`);
  return found;
}

function tree(): readonly Locked[] {
  const dependencies = { pebble: '^1.0.0', 'tidy-logger': '^1.0.0' };
  return [
    { published: published('pebble'), range: '^1.0.0' },
    { published: published('sprout'), range: '^1.0.0', dependencies, direct: true },
    { published: published('tidy-logger'), range: '^1.0.0' },
  ];
}

/** The lockfile that the manager would have written, changed afterwards. */
function lock({ file, write }: Format, packages: readonly Locked[], forge = (text: string) => text): void {
  const direct = packages.filter((one) => one.direct === true);
  const dependencies = Object.fromEntries(direct.map(({ published: { name }, range }) => [name, range]));
  project.write('package.json', { name: 'a-project', version: '1.0.0', dependencies });
  const honest = write(packages);
  const forged = forge(honest);
  project.write(file, forged);
}

describe.each(formats)('what $name locked', (format) => {
  const { manager, file, binds } = format;

  it('passes, and nothing is installed or written', async () => {
    lock(format, tree());
    const before = project.read(file);
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
    expect(flat(stderr)).toContain(`Looked at is ${file}, as ${manager} would install it.`);
    expect(flat(stderr)).toContain('3 packages');
    expect(project.read(file)).toBe(before);
    expect(project.exists('node_modules')).toBe(false);
    expect(project.exists('package-lock.json')).toBe(false);
  });

  it('is blocked for malware deep in it', async () => {
    lock(format, tree());
    const { name } = published('pebble');
    world.osv.publish({ id: 'MAL-2026-1042', name, summary: `Malicious code in ${name} (npm)` });
    const { code, stderr } = await check();
    expect(code, stderr).toBe(20);
    expect(flat(stderr)).toMatch(/pebble .*MAL-2026-1042/);
    expect(stderr).not.toContain('npq install');
  });

  it('is blocked for a version that the registry never had', async () => {
    lock(format, tree(), (text) => text.replaceAll(published('pebble').version, '1.999.0'));
    const { code, stderr } = await check();
    expect(code, stderr).toBe(20);
    expect(flat(stderr)).toContain('names pebble@1.999.0, which the registry does not have');
  });

  it('is blocked for other bytes, where it names bytes that anybody publishes; if not, that is told', async () => {
    const { integrity } = published('pebble');
    lock(format, tree(), (text) => text.replace(integrity, published('sprout').integrity));
    const { code, stderr } = await check();
    if (binds) {
      expect(code, stderr).toBe(20);
      expect(flat(stderr)).toContain('promises other bytes for pebble@');
      expect(flat(stderr)).toContain(`let ${manager} resolve it anew`);
    } else {
      expect(code, stderr).toBe(0);
      expect(flat(stderr)).toMatch(/checksum of an archive of yarn's own/);
    }
  });

  it('is blocked for a command that the package does not have, where the manager links what its lockfile names', async () => {
    if (format.name !== 'yarn 4' && format.name !== 'bun') return;
    lock(format, tree(), (text) =>
      format.name === 'bun'
        ? text.replace(/("sprout@[^"]*", "[^"]*", \{)/, '$1 "bin": { "node": "index.js" },')
        : text.replace(/(resolution: "sprout@.*"\n)/, '$1  bin:\n    node: index.js\n'),
    );
    const { code, stderr } = await check();
    expect(code, stderr).toBe(20);
    expect(flat(stderr)).toMatch(/has sprout@\S+ bring the command node/);
  });

  it('asks about an install script, and claims nothing of npm about it', async () => {
    lock(format, [{ published: published('hookline'), range: '^2.0.0', direct: true }]);
    const { code, stderr } = await check();
    expect(code, stderr).toBe(21);
    expect(flat(stderr)).toContain(`${manager} runs it, as far as npq knows`);
    expect(flat(stderr)).not.toMatch(/npm \d+ runs it|--ignore-scripts|npq install/);
  });

  it('says in JSON whose lockfile it was', async () => {
    lock(format, tree());
    const { code, stdout } = await check('--json');
    expect(code).toBe(0);
    const { plan } = JSON.parse(stdout) as { plan: { packages: { name: string }[] } };
    expect(plan.packages.map(({ name }) => name).sort()).toEqual(['pebble', 'sprout', 'tidy-logger']);
  });
});

describe('yarn 4 told to ask another registry', () => {
  const [, berry] = formats;
  if (berry === undefined) throw new Error('no formats');

  it.each([
    ['by an address', 'npmRegistryServer: "https://evil.example"\n'],
    ['for a scope', 'npmScopes:\n  s:\n    npmRegistryServer: "https://evil.example"\n'],
  ])('%s, is never fine: no hash would show that other bytes come from there', async (_how, settings) => {
    lock(berry, tree());
    project.write('.yarnrc.yml', settings);
    const { code, stderr } = await check();
    expect(code, stderr).toBe(22);
    expect(flat(stderr)).toMatch(/unknown: lockfile-tampering .*\.yarnrc\.yml/);
  });

  it('in words that nobody can read, is refused', async () => {
    lock(berry, tree());
    project.write('.yarnrc.yml', '{ not yaml: [\n');
    expect((await check()).code).toBe(78);
  });

  it('has nothing to say against settings of other things', async () => {
    lock(berry, tree());
    project.write('.yarnrc.yml', 'nodeLinker: node-modules\n');
    const { code, stderr } = await check();
    expect(code, stderr).toBe(0);
  });
});

describe('which lockfile counts', () => {
  const [classic, , , ninth] = formats;
  if (classic === undefined || ninth === undefined) throw new Error('no formats');

  it('pnpm’s before yarn’s, and that the other was not looked at is no pass', async () => {
    lock(classic, tree());
    lock(ninth, tree());
    const { code, stderr } = await check();
    expect(code, stderr).toBe(22);
    expect(flat(stderr)).toContain('Looked at is pnpm-lock.yaml');
    expect(flat(stderr)).toContain('yarn.lock lies beside pnpm-lock.yaml, and may install something else');
  });

  it('npm’s own before any other, with the same for the others', async () => {
    lock(classic, tree());
    project.write('package.json', { name: 'a-project', version: '1.0.0' });
    project.write('package-lock.json', {
      ...{ name: 'a-project', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: { '': { name: 'a-project', version: '1.0.0' } },
    });
    const { code, stderr } = await check();
    expect(code, stderr).toBe(22);
    expect(flat(stderr)).toContain('yarn.lock lies beside package-lock.json');
    expect((await check('--on-incomplete=warn')).code).toBe(0);
  });

  it('one that only bun can read is refused with the command that makes it text', async () => {
    project.write('bun.lockb', '#!/usr/bin/env bun\n\u0000');
    const { code, stderr } = await check();
    expect(code, stderr).toBe(78);
    expect(flat(stderr)).toContain('bun install --save-text-lockfile --frozen-lockfile --lockfile-only');
  });

  it('one that was not made for this package.json is refused', async () => {
    lock(ninth, tree());
    project.write('package.json', {
      name: 'a-project',
      version: '1.0.0',
      dependencies: { sprout: '^9.0.0' },
    });
    const { code, stderr } = await check();
    expect(code, stderr).toBe(78);
    expect(flat(stderr)).toContain('no entry made for sprout@^9.0.0');
    expect(flat(stderr)).toContain('Run pnpm install');
  });

  it('a format from the future is refused with what was found and what is known', async () => {
    lock(ninth, tree(), (text) => text.replace("'9.0'", "'99.0'"));
    const { code, stderr } = await check();
    expect(code, stderr).toBe(78);
    expect(flat(stderr)).toMatch(/5\.3, 5\.4, 6\.0, 6\.1 and 9\.0\), found "99\.0"/);
  });
});
