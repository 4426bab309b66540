import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import { refuseEndlessFiles } from '../../src/trust/plain-files.ts';
import { type TempProject, tempProject } from '../world/project.ts';

const names = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json'];

let project: TempProject;
beforeEach(() => {
  project = tempProject();
});
afterEach(() => project.dispose());

const inspect = () => refuseEndlessFiles(nodeFiles, { global: false, localPrefix: project.dir });
const instead = (name: string, make: (path: string) => void) => {
  rmSync(project.path(name), { force: true });
  make(project.path(name));
};

const makePipe = (path: string) => void execFileSync('sh', ['-c', 'mkfifo "$0"', path]);

describe.each(names)('a project whose %s', (name) => {
  it('is a plain file, or a link to one, passes', async () => {
    project.write('elsewhere.json', {});
    instead(name, (path) => symlinkSync('elsewhere.json', path));
    await expect(inspect()).resolves.toBeUndefined();
  });

  it('is missing, or a link that leads nowhere, passes: npm says what it needs', async () => {
    instead(name, (path) => symlinkSync('nowhere', path));
    await expect(inspect()).resolves.toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('is a pipe is refused', async () => {
    instead(name, makePipe);
    await expect(inspect()).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it.skipIf(process.platform === 'win32')('leads to a device is refused', async () => {
    instead(name, (path) => symlinkSync('/dev/zero', path));
    await expect(inspect()).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('is a folder is refused', async () => {
    instead(name, (path) => mkdirSync(path));
    await expect(inspect()).rejects.toMatchObject({ code: 'config-invalid' });
  });

  it('is too large is refused', async () => {
    instead(name, (path) => {
      writeFileSync(path, '');
      truncateSync(path, 300 * 1024 * 1024);
    });
    await expect(inspect()).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
