import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listenTo } from '../../src/host/npm-listener.ts';
import { nodeSpawner } from '../../src/host/spawner.ts';
import { type TempProject, tempProject } from '../world/project.ts';

let project: TempProject;
beforeEach(() => {
  project = tempProject();
});
afterEach(() => project.dispose());

/** A program that logs as npm does. */
async function heardOf(program: string, listenToNpm = true) {
  project.write('npm.cjs', program);
  const spawner = nodeSpawner(process, { children: 0, any: false });
  return spawner.run(process.execPath, [project.path('npm.cjs'), 'install'], {
    ...{ cwd: project.dir, env: process.env, stdio: 'capture', listenToNpm },
  });
}

const tarError = (why: string, cwd?: string) =>
  `process.emit('log', 'warn', 'tar', 'TAR_ENTRY_ERROR', ${JSON.stringify(why)});
   process.emit('log', 'silly', 'tar', 'TAR_ENTRY_ERROR', ${JSON.stringify(why)}, ${JSON.stringify({ cwd })});`;

describe('what npm logs', () => {
  test('says which packages it could not write, each reason once and without a path', async () => {
    const { code, unwritten } = await heardOf(`
      process.emit('log', 'verbose', 'cli', 'npm');
      ${tarError("ENOSPC: no space left on device, open '/project/node_modules/a/x.js'", '/project/node_modules/a')}
      ${tarError('ENOSPC: no space left on device, write', '/project/node_modules/b')}
      ${tarError('EIO: i/o error, write', '/project/node_modules/b')}
    `);
    expect(code).toBe(0);
    expect(unwritten).toEqual([
      {
        why: 'ENOSPC: no space left on device',
        folders: ['/project/node_modules/a', '/project/node_modules/b'],
      },
      { why: 'EIO: i/o error', folders: ['/project/node_modules/b'] },
    ]);
  });

  test('that says nothing of the kind is heard as well', async () => {
    const { unwritten } = await heardOf("process.emit('log', 'silly', 'fetch', 'TAR_ENTRY_ERROR')");
    expect(unwritten).toEqual([]);
  });

  test('what tar leaves out by its own rules is no error of the system', async () => {
    const { unwritten } = await heardOf(tarError("path contains '..'", '/project/node_modules/a'));
    expect(unwritten).toEqual([]);
  });

  test('an npm that logs in another way is not heard, and that is no "nothing happened"', async () => {
    const { unwritten } = await heardOf(
      "process.emit('notice', 'tar', 'TAR_ENTRY_ERROR', 'ENOSPC: no space')",
    );
    expect(unwritten).toBeUndefined();
  });

  test('reaches npq although npm ends at once', async () => {
    const { code, unwritten } = await heardOf(
      `${tarError('EDQUOT: disk quota exceeded, write', '/a')}; process.exit(0)`,
    );
    expect([code, unwritten]).toEqual([0, [{ why: 'EDQUOT: disk quota exceeded', folders: ['/a'] }]]);
  });

  test('is not listened to where nobody asked for it', async () => {
    const { stdout, unwritten } = await heardOf('process.stdout.write(String(process.send))', false);
    expect([stdout, unwritten]).toEqual(['undefined', undefined]);
  });

  test('does not hold npq up where a script leaves a program behind', async () => {
    const { code, stdout } = await heardOf(`
      process.emit('log', 'verbose', 'cli', 'npm');
      const { spawn, spawnSync } = require('node:child_process');
      const seen = spawnSync(process.execPath, ['-p', 'String(process.send) + process.env.NODE_CHANNEL_FD']);
      process.stdout.write(seen.stdout);
      const left = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 120_000)'], { stdio: 'ignore' });
      left.unref();
      process.stdout.write(' ' + left.pid);
    `);
    const [seen, left] = stdout.split(/\s+/);
    expect([code, seen]).toEqual([0, 'undefinedundefined']);
    // It is there still: nobody has waited for its end.
    process.kill(Number(left), 'SIGKILL');
  });
});

test('whatever a program sends, the reasons are few, short and on one line', () => {
  const message = fc.oneof(
    fc.anything(),
    fc.record({ why: fc.oneof(fc.string(), fc.stringMatching(/^E[A-Z]+: .*$/)), folder: fc.anything() }),
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 30 }), (messages) => {
      const child = new EventEmitter();
      const heard = listenTo(child);
      expect(heard()).toBeUndefined();
      for (const one of messages) child.emit('message', one);
      const reasons = heard() ?? [];
      expect(reasons.length).toBeLessThanOrEqual(5);
      for (const { why, folders } of reasons) {
        expect(why).toMatch(/^E[A-Z0-9]+: [\w ()/-]+$/);
        expect(why.length).toBeLessThan(110);
        expect(folders.every((one) => typeof one === 'string' && one !== '')).toBe(true);
      }
    }),
  );
});
