import { afterEach, beforeEach, describe, it } from 'vitest';
import { runNpq, runNpqInTerminal, until } from '../e2e/npq.ts';
import { runNpqHere } from '../e2e/npq-here.ts';
import { createGitRepo } from '../world/git.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, packageTarball, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

const daysFromNow = (days: number) => new Date(Date.now() + days * 24 * 3_600_000).toISOString();

const milder = {
  preset: 'ci',
  rules: { 'install-script': 'note' },
  checks: { 'fresh-release': { minAgeHours: 1 } },
  waivers: [
    {
      ...{ package: 'hookline', versions: '^1.0.0', check: 'install-script', reason: 'read it' },
      ...{ by: 'Ada', expires: daysFromNow(60).slice(0, 10), severity: 'medium' },
    },
  ],
};

let world: World;
let project: TempProject;

beforeEach(async () => {
  world = await createWorld({ packages: 'all' });
  world.allowMissing('npm', 'no-such-thing');
  project = tempProject();
});
afterEach(async () => {
  project.dispose();
  await world.close();
});

async function transcript(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<void> {
  expectTranscript(name, args, await runNpqHere(args, project, world, { env }), project);
}

describe('exit code', () => {
  it('0: passed', async () => {
    const args = ['install', 'sprout'];
    expectTranscript('0-passed', args, await runNpq(args, project, world), project);
  });

  it('0: passed, the second time from the ledger', async () => {
    await runNpqHere(['install', 'sprout'], project, world);
    await transcript('0-vetted-before', ['install', 'sprout']);
  });

  it('0: nothing can be believed about dates', async () => {
    world.registry().serveThin(daysFromNow(-22));
    await transcript('0-thin-mirror', ['install', 'sprout']);
  });

  it('1: npm could not resolve it either', () => transcript('1-not-found', ['install', 'no-such-thing']));

  it('0: a project that is only looked at', async () => {
    await runNpqHere(['install', 'sprout'], project, world);
    await transcript('0-check', ['check']);
  });

  it('0: what a pull request changes, against the branch that it is for', async () => {
    await runNpqHere(['install', 'sprout'], project, world);
    createGitRepo({ '.gitignore': 'node_modules\n' }, { dir: project.dir });
    await runNpqHere(['install', 'old-faithful'], project, world);
    await transcript('0-check-base', ['check', '--base', 'main']);
  });

  it('0: a request that npm only tries', () => transcript('0-dry-run', ['install', 'sprout', '--dry-run']));

  it("3: npm's own, where npm fails", async () => {
    project.write('package.json', {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { pebble: '*' } },
      scripts: { postinstall: 'exit 3' },
    });
    await transcript('3-npm-failed', ['install', '--preset', 'ci', '--no-audit', '--loglevel=silent']);
  });

  it('20: packages that are only looked at', async () => {
    world.osv.publish({ id: 'MAL-2026-1042', name: 'tidy-logger', summary: 'Malicious code (npm)' });
    await transcript('20-check', ['check', 'sprout']);
  });

  it('21: a request that npm would try', () =>
    transcript('21-dry-run', ['install', 'hookline', '--dry-run']));

  it('64: a base that there is not', () => transcript('64-base', ['check', '--base', 'main']));

  it('70: a bug in npq', async () => {
    const breaks = "require('node:crypto').createHash = () => { throw new Error('broken'); };\n";
    project.write('../home/breaks.cjs', breaks);
    const args = ['check', 'pebble'];
    const env = { NODE_OPTIONS: `--require=${project.path('..', 'home', 'breaks.cjs')}` };
    const { code, stderr, stdout } = await runNpq(args, project, world, { env });
    // Where in npq it happened changes with every line of it.
    const frames = /^\s+at .*\n/gm;
    expectTranscript('70-bug', args, { code, stdout, stderr: stderr.replace(frames, '') }, project);
  });

  it('20: blocked', async () => {
    await using repo = createGitRepo({
      'package.json': JSON.stringify({ name: 'from-git', version: '1.0.0' }),
    });
    await transcript('20-blocked', ['install', repo.url, '--preset', 'ci']);
  });

  it('20: known malware', async () => {
    const summary = 'Malicious code in tidy-logger (npm)';
    world.osv.publish({ id: 'MAL-2026-1042', name: 'tidy-logger', summary });
    await transcript('20-known-malware', ['install', 'sprout']);
  });

  it('21: known holes', async () => {
    world.osv.publish(
      {
        id: 'GHSA-35jh-r3h4-6jhm',
        name: 'pebble',
        fixed: '1.4.2',
        severity: 'HIGH',
        summary: 'Lets files be read',
      },
      {
        id: 'GHSA-29mw-wpgm-hmr9',
        name: 'pebble',
        fixed: '1.5.0',
        severity: 'LOW',
        summary: 'Is slow at times',
      },
    );
    await transcript('21-known-holes', ['install', 'sprout']);
  });

  it('21: needs a decision', () => transcript('21-needs-decision', ['install', 'hookline']));

  it('21: an address that nobody permitted', async () => {
    const stranger = world.foreign();
    world.registry().publish({
      ...{ name: 'hides-a-url', version: '1.0.0' },
      manifest: { optionalDependencies: { setup: `${stranger.url}setup.tgz` } },
    });
    await transcript('21-not-looked-at', ['install', 'hides-a-url']);
  });

  it('21: the same address, permitted and so looked at', async () => {
    const stranger = world.foreign();
    const manifest = Buffer.from(JSON.stringify({ name: 'setup', version: '1.0.0' }));
    stranger.serve('/setup.tgz', packageTarball(new Map([['package.json', manifest]]), new Set()));
    world.registry().publish({
      ...{ name: 'hides-a-url', version: '1.0.0' },
      manifest: { optionalDependencies: { setup: `${stranger.url}setup.tgz` } },
    });
    await transcript('21-permitted', ['install', 'hides-a-url', '--permit', `${stranger.url}setup.tgz`]);
  });

  it('22: an essential check could not be done', async () => {
    world.registry().fail({ what: 'tarball', package: 'tidy-logger' }, { kind: 'status', status: 503 });
    await transcript('22-incomplete', ['install', 'sprout']);
  });

  it('22: nobody who knows of malware can be asked', () =>
    transcript('22-no-advisories', ['install', 'sprout'], { NPQ_SERVICES: world.nowhere }));

  it('0: the same, where that is to stop nothing', () =>
    transcript('0-on-incomplete-warn', ['install', 'sprout', '--on-incomplete=warn'], {
      NPQ_SERVICES: world.nowhere,
    }));

  it('22: a registry whose names are told to nobody', () =>
    transcript('22-private-registry', ['install', 'sprout'], { NPQ_PUBLIC_REGISTRIES: '' }));

  it('23: declined', async () => {
    const args = ['install', 'hookline'];
    const { code, screen } = await runNpqInTerminal(args, project, world, [
      { when: 'What now?', keys: '\r' },
    ]);
    // Only what stands there at the end: how the prompt redraws itself is inquirer's business.
    const plain = screen.replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '').replace(/\r/g, '');
    const report = plain
      .slice(plain.indexOf('npq  hookline'), plain.indexOf('? What now?'))
      // Where the machine is quick enough nobody sees it.
      .replace(/npq {2}looking for a version that passes\W*$/, '');
    const end = plain.slice(plain.lastIndexOf('npm did not run'));
    expectTranscript('23-declined', args, { code, stdout: '', stderr: `${report}…\n${end}` }, project);
  });

  it('24: the installed tree is not what was vetted', async () => {
    const meddle = "const f='node_modules/.package-lock.json',fs=require('fs');";
    const swap = "fs.writeFileSync(f,fs.readFileSync(f,'utf8').replace('sha512-','sha512-A'))";
    project.write('package.json', {
      ...{ name: 'a-project', version: '1.0.0', dependencies: { 'tidy-logger': '*' } },
      scripts: { postinstall: `node -e "${meddle}${swap}"` },
    });
    await transcript('24-differs', ['install', '--preset', 'ci', '--no-audit', '--no-fund']);
  });

  it('64: a command that would run a repository', () =>
    transcript('64-refused', ['exec', 'github:somebody/sprout']));

  it('64: a preset without a name', () => transcript('64-usage', ['install', 'sprout', '--preset']));

  it('69: the registry cannot be reached', () =>
    transcript('69-unreachable', ['install', 'sprout', `--registry=${world.nowhere}`]));

  it('78: a project setting that nobody agreed to', async () => {
    project.write('.npmrc', 'git=./evil.sh\nregistry=http://registry.example/\n');
    await transcript('78-untrusted', ['install', 'sprout']);
  });

  it('78: a project that would make npq milder, and nobody agreed to it', async () => {
    project.write('npq.json', milder);
    await transcript('78-milder', ['install', 'sprout']);
  });

  it('78: a setting that is none', async () => {
    project.write('npq.json', '{\n  "preset": "strict",\n  "rules": { "instal-script": "block" }\n}\n');
    await transcript('78-invalid', ['install', 'sprout']);
  });

  it('0: the same, named on the command line', async () => {
    project.write('npq.json', milder);
    await transcript('0-trusted-settings', ['install', 'hookline', '--trust', 'npq.json', '--no-audit']);
  });

  it('20: a project that makes npq stricter', async () => {
    project.write('npq.json', { rules: { 'install-script': 'block' } });
    await transcript('20-stricter-project', ['install', 'hookline']);
  });

  it('78: an environment without TLS', () =>
    transcript('78-no-tls', ['install', 'sprout'], { NODE_TLS_REJECT_UNAUTHORIZED: '0' }));

  it('64: told as a document', () => transcript('64-json', ['install', 'sprout', '--json', '--preset', 'x']));

  it('64: a permission that permits nothing', () =>
    transcript('64-permit', ['install', 'sprout', '--permit', 'sprout']));

  it('64: no such preset', () => transcript('64-preset', ['install', 'sprout', '--preset', 'balance']));

  it('130: interrupted', async () => {
    const held = world.registry().fail({ path: /sprout/ }, { kind: 'hang' });
    const args = ['install', 'sprout'];
    const result = await runNpq(args, project, world, {
      whileRunning: async (kill) => {
        await until(() => held.hits > 0, 'the question that is not answered');
        kill('SIGINT');
      },
    });
    expectTranscript('130-interrupted', args, result, project);
  });
});
