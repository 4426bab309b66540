import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { type NpqOptions, runNpq, runNpqInTerminal } from './npq.ts';

/** Where nobody is asked there is never a question and never a wait, and the last line says what became of it. */
let world: World;
let project: TempProject;

beforeAll(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm', 'no-such-thing');
  world.osv.publish({ id: 'MAL-2026-1042', name: 'tidy-logger', summary: 'Malicious code (npm)' });
});
afterAll(() => world.close());
beforeEach(() => {
  project = tempProject();
});
afterEach(() => project.dispose());

const npmrc = 'script-shell=./evil.sh\n';

interface Way {
  readonly run: (
    args: readonly string[],
  ) => Promise<{ readonly code: number | null; readonly shown: string }>;
}

async function piped(args: readonly string[], options: NpqOptions) {
  const { code, stderr } = await runNpq(args, project, world, options);
  return { code, shown: stderr };
}

async function typed(args: readonly string[], options: NpqOptions) {
  const { code, screen } = await runNpqInTerminal(args, project, world, [], options);
  return { code, shown: screen };
}

const ways: readonly (readonly [string, Way])[] = [
  ['standard input stays open and silent', { run: (args) => piped(args, { stdin: 'open' }) }],
  ['a terminal is there, and CI is set', { run: (args) => typed(args, { env: { CI: 'true' } }) }],
  [
    'a terminal is there, and --non-interactive',
    { run: (args) => typed([...args, '--non-interactive'], {}) },
  ],
];

const lastOf = (shown: string) =>
  shown
    .replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '')
    .trimEnd()
    .split(/\r?\n/)
    .at(-1);

describe.each(ways)('where %s', (_where, { run }) => {
  it('a verdict that needs a decision ends the run', async () => {
    const { code, shown } = await run(['install', 'hookline']);
    expect(code, shown).toBe(21);
    expect(shown).not.toContain('What now?');
    expect(lastOf(shown)).toBe('npq: needs a decision (21): 1 package for you to decide on');
  });

  it('npq trust agrees to nothing', async () => {
    project.write('.npmrc', npmrc);
    const { code, shown } = await run(['trust']);
    expect(code, shown).toBe(78);
  });

  it('a setting of the project that nobody agreed to ends the run', async () => {
    project.write('.npmrc', npmrc);
    const { code, shown } = await run(['check', 'pebble']);
    expect(code, shown).toBe(78);
    expect(lastOf(shown)).toBe('npq: configuration (78): config-untrusted');
  });
});

describe('the last line', () => {
  const last = async (...args: readonly string[]) => lastOf((await piped(args, { stdin: 'open' })).shown);

  it.each([
    ['npq: passed (0): 1 package as checked', ['install', 'pebble']],
    ['npq: passed (0): 1 package looked at', ['check', 'pebble']],
    ['npq: passed (0): npm tried 1 package', ['install', 'pebble', '--dry-run']],
    ['npq: blocked (20): 1 package must not be installed', ['install', 'tidy-logger']],
    ['npq: not resolved (1): resolve-failed', ['check', 'no-such-thing']],
    ['npq: usage (64): usage', ['check', 'pebble', '--preset', 'none']],
    ['npq: usage (64): usage', ['no-such-verb']],
  ])('is %s', async (line, args) => {
    expect(await last(...args)).toBe(line);
  });

  it('says that npm failed where it did, whatever number it ended with', async () => {
    project.write('package.json', {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { pebble: '*' } },
      scripts: { postinstall: 'exit 20' },
    });
    expect(await last('install', '--preset=ci')).toBe('npq: npm failed (20): npm ended with 20');
  });

  it('says where something essential is missing that stops nothing', async () => {
    const { code, shown } = await piped(['check', 'pebble', '--on-incomplete=warn'], {
      env: { NPQ_SERVICES: world.nowhere },
    });
    expect(code).toBe(0);
    expect(lastOf(shown)).toBe('npq: passed (0): 1 essential check could not be done everywhere');
  });

  it('is not there for somebody who was there to be asked', async () => {
    const { code, shown } = await typed(['check', 'pebble'], {});
    expect(code, shown).toBe(0);
    expect(shown).not.toContain('npq: passed');
  });

  it('is the last after a bug in npq too', async () => {
    project.write(
      '../home/breaks.cjs',
      "require('node:crypto').createHash = () => { throw new Error('broken'); };\n",
    );
    const { code, shown } = await piped(['check', 'pebble'], {
      env: { NODE_OPTIONS: `--require=${project.path('..', 'home', 'breaks.cjs')}` },
    });
    expect(code, shown).toBe(70);
    expect(shown).toContain('this is a bug in npq');
    expect(lastOf(shown)).toBe('npq: a bug in npq (70)');
  });
});
