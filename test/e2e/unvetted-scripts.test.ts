import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canary } from '../world/canary.ts';
import { nodeFor } from '../world/newer-node.ts';
import { everyNpm, openScene, type Scene } from './unvetted.ts';

/** A script of a package that somebody approved calls npm: it gets vetted packages only, and all through the gate. */

let scene: Scene;
beforeEach(async () => {
  // npm 12 runs only what the project allows.
  scene = await openScene({ 'package.json': { name: 'root', allowScripts: { tugboat: true } } });
  scene.project.write('inner/package.json', { name: 'inner' });
  scene.publish('leaf', '1.0.0');
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
  expect(scene.world.errors).toEqual([]);
});

/** Its script installs this in the folder `inner`, and tells how npm ended in `inner/npm-ended`. */
function publishTugboat(...specs: readonly string[]): void {
  const tow = `
    const { join } = require('node:path');
    const inner = join(process.env.INIT_CWD, 'inner');
    const args = [process.env.npm_execpath, 'install', ...${JSON.stringify(specs)}, '--no-audit', '--prefix', inner];
    const { status } = require('node:child_process').spawnSync(process.execPath, args);
    require('node:fs').writeFileSync(join(inner, 'npm-ended'), String(status));`;
  scene.publish('tugboat', '1.0.0', {
    ...{ manifest: { scripts: { postinstall: 'node tow.js' } } },
    files: { 'tow.js': tow },
  });
}

/** What allowScripts approves is no question; npm 10 knows none. */
const asked = (major: number) => (major < 11 ? { choose: 'Install it as it is' } : {});

describe.each(everyNpm)('%s, called by a script of an approved package,', (_name, npm) => {
  it('runs on the Node that it wants, as the script does', async () => {
    const { run, project } = scene;
    const manifest = { scripts: { postinstall: 'node tell.js' } };
    const tell = "require('node:fs').writeFileSync(process.env.INIT_CWD + '/told', process.version)";
    scene.publish('tugboat', '1.0.0', { manifest, files: { 'tell.js': tell } });
    const { screen } = await run(['install', 'tugboat'], { npm, ...asked(npm.major) });
    const { version, wanted } = nodeFor(npm.cli);
    expect(project.read('told'), screen).toBe(version);
    expect(screen.includes('does not support Node.js')).toBe(!wanted);
  });

  it('gets what was vetted on the spot', async () => {
    const { run, disk, project, proxy } = scene;
    publishTugboat('leaf');
    const { code, screen } = await run(['install', 'tugboat'], { npm, ...asked(npm.major) });
    expect(code, screen).toBe(0);
    expect(project.read('inner/npm-ended')).toBe('0');
    expect(disk('inner')).toEqual(['node_modules/leaf: leaf@1.0.0 genuine']);
    expect(screen).toContain('vetted on the spot');
    expect(proxy.refused).toEqual([]);
  });

  it('gets nothing that does not pass, and nothing from elsewhere', async () => {
    await using bird = canary();
    const { run, disk, project, proxy, publishEvil, world } = scene;
    const elsewhere = world.registry('elsewhere');
    publishEvil('leaf', '1.0.0', { registry: 'elsewhere' });
    publishEvil('stowaway', '1.0.0', { manifest: { scripts: { postinstall: bird.script } } });
    publishTugboat('stowaway');
    project.write('inner/.npmrc', `registry=${elsewhere.url}\n`);
    const { screen } = await run(['install', 'tugboat'], { npm, ...asked(npm.major) });
    expect(project.read('inner/npm-ended')).toBe('1');
    expect(disk('inner')).toEqual([]);
    expect(bird.runs()).toBe(0);
    expect(screen.replace(/\s+/g, ' ')).toContain('a script asked for stowaway 1.0.0 and was refused');
    expect(world.requests.filter(({ service }) => service === 'registry:elsewhere')).toEqual([]);
    expect(proxy.refused).toEqual([]);
  });
});
