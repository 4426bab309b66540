import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../meta/sources.ts';
import { tempProject } from '../world/project.ts';
import { runNpq } from './npq.ts';

const npq = `node ${join(projectRoot, 'bin/npq.js')}`;

it('a script that calls itself through npq comes to an end, and says why', async () => {
  await using project = tempProject({
    'package.json': { name: 'a', version: '1.0.0', scripts: { again: `${npq} run again` } },
  });
  const { code, stderr } = await runNpq(['run', 'again'], project, undefined);
  expect(code).toBe(69);
  expect(stderr).toContain('npq was started by npq, 12 times over');
});

it('a script may call npq in npq', async () => {
  await using project = tempProject({
    'package.json': {
      ...{ name: 'a', version: '1.0.0' },
      scripts: { outer: `${npq} run inner`, inner: 'echo reached' },
    },
  });
  const { code, stdout } = await runNpq(['run', 'outer'], project, undefined);
  expect([code, stdout.includes('reached')]).toEqual([0, true]);
});

it('an npm on the PATH that is npq again is passed over', async () => {
  await using project = tempProject();
  const shims = join(project.home, 'shims');
  project.write('../home/shims/npm', `#!/bin/sh\nexec ${npq} "$@"\n`);
  chmodSync(join(shims, 'npm'), 0o755);
  const env = { PATH: `${shims}:${process.env['PATH'] ?? ''}` };
  const { code, stdout } = await runNpq(['prefix'], project, undefined, { env });
  expect([code, stdout]).toEqual([0, `${project.dir}\n`]);
});
