import { rmSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { tempProject } from '../world/project.ts';
import { createWorld, type World, type Published } from '../world/world.ts';
import { npqEnv, runNpq } from './npq.ts';
let world: World;
let leaf: Published;
beforeAll(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm');
  leaf = world.registry().publish({ name: 'leaf', version: '1.1.0' });
  world.registry().publish({ name: 'scripted', version: '1.0.0', manifest: { scripts: { postinstall: 'node -e "require(\'fs\').writeFileSync(process.env.INIT_CWD+\'/ran\',\'\')"' } } });
  world.registry().publish({ name: 'evil', version: '1.1.0', files: { 'index.js': 'EVIL' } });
  world.osv.publish({ id: 'MAL-2026-1042', name: 'evil', summary: 'Malicious code in evil (npm)' });
});
afterAll(async () => { await world.close(); console.log(JSON.stringify(world.errors)); });
const show = (r: { code: number | null; stdout: string; stderr: string }, what = '') =>
  console.log(expect.getState().currentTestName, what, '=>', r.code, '\n', r.stderr.slice(0, 1500));
const ci = { CI: 'true' };
it('1 report-only check then install', async () => {
  const project = tempProject({ 'package.json': { name: 'a', version: '1.0.0', dependencies: { scripted: '1.0.0' } } }); onTestFinished(() => project.dispose());
  await project.npm(['install', '--package-lock-only', '--no-audit'], { env: npqEnv(project, world) });
  show(await runNpq(['check', '--preset=report-only'], project, world, { env: ci }));
  show(await runNpq(['check', '--ignore-scripts'], project, world, { env: ci }), 'ignore');
  const r = await runNpq(['ci'], project, world, { env: ci });
  show(r, 'ci'); console.log('RAN', project.exists('ran'), project.exists('node_modules'));
});
it('2 workspace flags', async () => {
  const project = tempProject({ 'package.json': { name: 'a', version: '1.0.0', workspaces: ['p/*'] }, 'p/x/package.json': { name: 'x', version: '1.0.0', dependencies: { evil: '1.1.0' } }, 'p/y/package.json': { name: 'y', version: '1.0.0', dependencies: { leaf: '1.1.0' } } }); onTestFinished(() => project.dispose());
  await project.npm(['install', '--package-lock-only', '--no-audit'], { env: npqEnv(project, world) });
  for (const args of [['ci', '--workspace', 'y'], ['ci', '-w', 'p/y'], ['ci', '--omit=dev'], ['check', '-w', 'y'], ['update', '-w', 'y'], ['dedupe', '-w', 'y'], ['audit', 'fix', '--force'], ['rebuild'], ['uninstall', 'leaf', '-w', 'y'], ['prune'], ['install', '--workspaces=false'], ['ci', '--no-workspaces']]) {
    const r = await runNpq(args, project, world, { env: ci });
    console.log(args.join(' '), r.code, r.stderr.trim().split('\n').at(-1), 'EVIL', project.exists('node_modules/evil'), 'NM', project.exists('node_modules'));
    rmSync(project.path('node_modules'), { recursive: true, force: true });
  }
});
it('3 link project, file dep changed', async () => {
  const project = tempProject({ 'package.json': { name: 'a', version: '1.0.0', dependencies: { dep: 'file:dep' } }, 'dep/package.json': { name: 'dep', version: '1.0.0' } }); onTestFinished(() => project.dispose());
  await project.npm(['install', '--package-lock-only', '--no-audit'], { env: npqEnv(project, world) });
  show(await runNpq(['check'], project, world, { env: ci }), 'first');
  project.write('dep/package.json', { name: 'dep', version: '1.0.0', dependencies: { evil: '1.1.0' } });
  show(await runNpq(['check'], project, world, { env: ci }), 'second');
  show(await runNpq(['ci'], project, world, { env: ci }), 'ci'); console.log(project.exists('node_modules/evil'));
});
it('4 swap project behind link', async () => {
  const project = tempProject({ 'one/package.json': { name: 'a', version: '1.0.0', dependencies: { leaf: '1.1.0' } }, 'two/package.json': { name: 'a', version: '1.0.0', dependencies: { evil: '1.1.0' } } }); onTestFinished(() => project.dispose());
  for (const d of ['one', 'two']) await project.npm(['install', '--package-lock-only', '--no-audit'], { env: npqEnv(project, world), cwd: project.path(d) } as never);
  symlinkSync('one', project.path('cur'));
  show(await runNpq(['check', '--prefix', 'cur'], project, world, { env: ci }), 'one');
  rmSync(project.path('cur')); symlinkSync('two', project.path('cur'));
  show(await runNpq(['check', '--prefix', 'cur'], project, world, { env: ci }), 'two');
});
it('5 update with lock out of step', async () => {
  const project = tempProject({ 'package.json': { name: 'a', version: '1.0.0', dependencies: { leaf: '1.1.0' } } }); onTestFinished(() => project.dispose());
  await project.npm(['install', '--package-lock-only', '--no-audit'], { env: npqEnv(project, world) });
  project.write('package.json', { name: 'a', version: '1.0.0', dependencies: { leaf: '1.1.0', evil: '1.1.0' } });
  for (const args of [['update'], ['update', 'leaf'], ['dedupe'], ['audit', 'fix'], ['audit', 'fix', '--force'], ['rebuild'], ['uninstall', 'leaf'], ['prune'], ['ci'], ['shrinkwrap'], ['install-ci-test'], ['link'], ['install-test']]) {
    const r = await runNpq(args, project, world, { env: ci });
    console.log(args.join(' '), r.code, r.stderr.trim().split('\n').at(-1), 'EVIL', project.exists('node_modules/evil'), 'LOCK', /evil/.test(project.read('package-lock.json')));
  }
  void leaf; void mkdirSync; void writeFileSync;
});
it('6 steering by minAge', async () => {
  world.registry().publish({ name: 'aged', version: '1.0.0', time: '2015-01-01T00:00:00.000Z' } as never);
  world.registry().publish({ name: 'aged', version: '1.9.0', time: '2024-01-01T00:00:00.000Z' } as never);
  const project = tempProject({ 'package.json': { name: 'a', version: '1.0.0' } , 'npq.json': { checks: { 'fresh-release': { minAgeHours: 80000 } } } }); onTestFinished(() => project.dispose());
  const r = await runNpq(['install', 'aged'], project, world, { env: ci });
  show(r); console.log(project.read('package.json'));
});
