import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpq, runNpqInTerminal, until } from './npq.ts';

/** A signal that comes while npm runs is npm's: npq waits for it and ends as it ends. */
let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  // The project's own script runs long enough to be interrupted, and tells when it was.
  const script =
    "console.log(['has','started'].join('-'));require('fs').writeFileSync('begun','');" +
    "setTimeout(()=>console.log(['not','interrupted'].join('-')),20000)";
  project = tempProject({
    'package.json': {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { sprout: '*' } },
      scripts: { postinstall: `exec node -e "${script}"` },
    },
  });
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

describe('a signal while npm runs', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('%s is passed on, and npm ends first', async (signal) => {
    const { code, stdout, stderr } = await runNpq(['install', '--preset', 'ci'], project, world, {
      whileRunning: async (kill) => {
        await until(() => project.exists('begun'), 'the script');
        kill(signal);
      },
    });
    expect(code, stderr).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(stdout).toContain('has-started');
    expect(stdout).not.toContain('not-interrupted');
    // npq must not say that nothing was installed: npm had begun.
    expect(stderr).not.toContain('nothing was installed');
  });

  it.skipIf(!existsSync('/usr/bin/script'))('Ctrl-C at the terminal reaches npm once', async () => {
    const { code, screen } = await runNpqInTerminal(['install', '--preset', 'ci'], project, world, [
      { when: 'has-started', keys: '\u0003' },
    ]);
    expect(code, screen).toBe(130);
    expect(screen).not.toContain('nothing was installed');
    expect(screen).not.toContain('not-interrupted');
  });
});
