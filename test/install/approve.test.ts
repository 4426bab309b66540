import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import { approveInManifest, withApprovals } from '../../src/install/approve.ts';
import { projectRoot } from '../meta/sources.ts';
import { npmCli, type TempProject, tempProject } from '../world/npm.ts';
import { createWorld } from '../world/world.ts';

let project: TempProject;
afterEach(() => project?.dispose());

const npm12 = join(projectRoot, 'node_modules/npm-12/bin/npm-cli.js');

describe('an approval in package.json', () => {
  it.each([
    ['npm 11', npmCli()],
    ['npm 12', npm12],
  ])('is what `npm approve-scripts` of %s would write, byte for byte', async (_name, npm) => {
    await using world = await createWorld({ sentinels: false });
    for (const name of ['drummer', '@band/fiddler']) {
      world.registry().publish({ name, version: '1.0.0', manifest: { scripts: { postinstall: 'true' } } });
    }
    const dependencies = { drummer: '1.0.0', '@band/fiddler': '1.0.0' };
    const manifest = { name: 'a-project', version: '1.0.0', dependencies, files: ['a', 'b'] };
    for (const text of [
      JSON.stringify(manifest, null, '\t'),
      `${JSON.stringify({ ...manifest, allowScripts: { other: false } }, null, 4)}\n`.replaceAll(
        '\n',
        '\r\n',
      ),
    ]) {
      project = tempProject({ 'package.json': text });
      const env = { npm_config_registry: world.url };
      const options = ['--no-audit', '--no-fund', '--ignore-scripts'];
      const installed = await project.npm(['install', ...options], { npm, env });
      expect(installed.code, installed.stderr).toBe(0);
      const before = project.read('package.json');
      const approved = await project.npm(['approve-scripts', 'drummer', '@band/fiddler'], { npm, env });
      expect(approved.code, approved.stderr).toBe(0);
      expect(withApprovals(before, ['drummer@1.0.0', '@band/fiddler@1.0.0'])).toBe(
        project.read('package.json'),
      );
      project.dispose();
    }
  });

  it('changes nothing where it stands there already', () => {
    const text = '{"allowScripts":{"drummer@1.0.0":true}, "odd" : 1 }';
    expect(withApprovals(text, ['drummer@1.0.0'])).toBe(text);
  });

  it('keeps everything else of whatever is there', () => {
    const values = fc.dictionary(fc.string(), fc.jsonValue());
    const keys = fc.array(fc.constantFrom('a@1.0.0', '@b/c@2.0.0', '__proto__'), { minLength: 1 });
    fc.assert(
      fc.property(
        values,
        fc.option(fc.dictionary(fc.string(), fc.boolean())),
        keys,
        (rest, own, approved) => {
          const { allowScripts: _own, ...others } = rest;
          const before = JSON.stringify(own === null ? others : { ...others, allowScripts: own }, null, 2);
          const after = JSON.parse(withApprovals(before, approved)) as Record<string, unknown>;
          const { allowScripts, ...left } = after;
          expect(JSON.stringify(left)).toBe(JSON.stringify(JSON.parse(JSON.stringify(others))));
          const entries = new Map(Object.entries(allowScripts as object));
          for (const key of approved) expect(entries.get(key)).toBe(true);
          for (const [key, value] of Object.entries(own ?? {})) {
            if (!approved.some((one) => one === key)) expect(entries.get(key)).toBe(value);
          }
        },
      ),
    );
  });

  it('leaves mode and link of the file as they were, and no draft beside it', async () => {
    project = tempProject({ 'package.json': { name: 'a-project' } });
    mkdirSync(project.path('shared'));
    renameSync(project.path('package.json'), project.path('shared/package.json'));
    chmodSync(project.path('shared/package.json'), 0o664);
    symlinkSync('shared/package.json', project.path('package.json'));
    await approveInManifest(nodeFiles, project.dir, ['drummer@1.0.0']);
    expect(lstatSync(project.path('package.json')).isSymbolicLink()).toBe(true);
    expect(statSync(project.path('package.json')).mode & 0o777).toBe(0o664);
    expect(readdirSync(project.path('shared'))).toEqual(['package.json']);
    expect(project.readJson('package.json')).toEqual({
      ...{ name: 'a-project', allowScripts: { 'drummer@1.0.0': true } },
    });
  });

  it('makes the file where npm would make it', async () => {
    project = tempProject();
    rmSync(project.path('package.json'));
    await approveInManifest(nodeFiles, project.dir, ['drummer@1.0.0']);
    expect(project.read('package.json')).toBe('{\n  "allowScripts": {\n    "drummer@1.0.0": true\n  }\n}\n');
  });

  it('is not written into what is no JSON, and the file stays', async () => {
    project = tempProject({ 'package.json': '{ "name": ' });
    await expect(approveInManifest(nodeFiles, project.dir, ['a@1.0.0'])).rejects.toMatchObject({
      code: 'config-invalid',
    });
    expect(project.read('package.json')).toBe('{ "name": ');
  });

  it('that cannot be written stops the install before npm', async () => {
    project = tempProject({ 'package.json': '{}' });
    const files = {
      ...nodeFiles,
      replace: () => Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' })),
    };
    await expect(approveInManifest(files, project.dir, ['a@1.0.0'])).rejects.toMatchObject({
      code: 'state-unwritable',
      message: expect.stringContaining('ENOSPC. Nothing was installed.'),
    });
    expect(project.read('package.json')).toBe('{}');
  });
});
