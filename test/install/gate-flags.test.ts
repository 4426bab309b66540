import { expect, test } from 'vitest';
import { gateFlags, insertFlags } from '../../src/install/gate-flags.ts';
import type { Origin, Plan } from '../../src/model/plan.ts';
import type { LayerName, NpmConfig } from '../../src/plan/npm.ts';
import { planWith, registryPackage } from './gated.ts';

const gateUrl = 'http://127.0.0.1:4873/secret/';
const registry = 'https://registry.example/';

type Values = Readonly<Record<string, unknown>>;

function configOf(layers: Partial<Record<LayerName, Values>>): NpmConfig {
  const names = Object.keys(layers) as LayerName[];
  const effective = Object.assign({}, ...Object.values(layers)) as Values;
  return {
    npm: { root: '/npm', version: '11.0.0', major: 11, cli: '/npm/bin/npm-cli.js' },
    layers: names.map((name) => ({ name, source: name, data: new Map(Object.entries(layers[name] ?? {})) })),
    ...{ flat: {}, get: (key) => effective[key], remain: ['install'], localPrefix: '/p', globalPrefix: '/g' },
    ...{ global: false, installPath: '/p', workspaces: [] },
  };
}

function planOf(origins: readonly Origin[], registries = [registry]): Plan {
  const packages = origins.map((origin, i) => registryPackage(`p${i}`, '1.0.0', undefined, {}, origin));
  return { ...planWith('/p', packages, registry), registries };
}

const npmOnly = planOf([{ kind: 'registry', registry }]);
const flags = (layers: Partial<Record<LayerName, Values>>, plan = npmOnly, vars = {}) =>
  gateFlags({ config: configOf(layers), gateUrl, plan, vars });

test('the token that tells our npm from those of its scripts is for the gate’s host alone', () => {
  const all = gateFlags({ config: configOf({}), gateUrl, gateToken: 'a-token', plan: npmOnly, vars: {} });
  expect(all).toContain('--//127.0.0.1:4873/:_authToken=a-token');
});

test('without any configuration', () => {
  expect(flags({ default: { cache: '/home/ada/.npm' } })).toEqual([
    `--registry=${gateUrl}`,
    '--noproxy=127.0.0.1',
    '--no-offline',
    '--cache=/home/ada/.npm',
    '--replace-registry-host=always',
  ]);
});

test('every scope of every layer goes to the gate, the chosen one too', () => {
  const all = flags({
    global: { '@a:registry': 'https://a.example/' },
    user: { '@b:registry': 'https://b.example/', '//b.example/:_authToken': 'x' },
    project: { scope: '@c' },
    env: { '@d:registry': 'https://d.example/' },
    cli: { '@a:registry': 'https://other.example/', scope: 'e' },
  });
  const scoped = ['a', 'b', 'c', 'd', 'e'].map((scope) => `--@${scope}:registry=${gateUrl}`);
  expect(all.filter((flag) => flag.startsWith('--@'))).toEqual(scoped);
});

test('the user’s own list of hosts without proxy stays', () => {
  const vars = { NO_PROXY: 'intern.example, 127.0.0.1', no_proxy: 'lower.example' };
  expect(flags({ user: { noproxy: ['rc.example', 'two.example,three.example'] } }, npmOnly, vars)[1]).toBe(
    '--noproxy=127.0.0.1,rc.example,two.example,three.example,intern.example,lower.example',
  );
});

test('offline npm asks for no audit, and gets none through the gate', () => {
  expect(flags({ user: { offline: true } })).toContain('--no-audit');
  expect(flags({ user: { offline: false } })).not.toContain('--no-audit');
});

test.each<Origin>([
  { kind: 'git', spec: 'github:a/b', host: 'github.example' },
  { kind: 'remote', url: 'https://cdn.example/x.tgz', host: 'cdn.example' },
])('beside a $kind dependency only the registry’s host is replaced', (origin) => {
  const plan = planOf([{ kind: 'registry', registry }, origin]);
  expect(flags({}, plan)).toContain('--replace-registry-host=registry.example');
});

test('several registries and git together cannot be gated', () => {
  const git = { kind: 'git', spec: 'github:a/b', host: 'github.example' } as const;
  const plan = planOf([git], [registry, 'https://private.example/npm/']);
  expect(() => flags({}, plan)).toThrow(/registry\.example, private\.example/);
});

test('nothing that the user’s npm refuses is let through', () => {
  const strict = {
    'allow-git': 'none',
    'allow-remote': 'none',
    'min-release-age': 3,
    'ignore-scripts': true,
  };
  const keys = flags({ user: strict }).map((flag) => flag.split('=')[0]);
  expect(keys.filter((key) => /allow|age|scripts|before/.test(key ?? ''))).toEqual([]);
});

test.each([
  [
    ['install', 'x'],
    ['install', 'x', '--f'],
  ],
  [
    ['install', '-D', '--', 'x', '--', 'y'],
    ['install', '-D', '--f', '--', 'x', '--', 'y'],
  ],
  [['ci'], ['ci', '--f']],
])('%j becomes %j', (args, expected) => {
  expect(insertFlags(args, ['--f'])).toEqual(expected);
});

test.each([
  ['--@acme:registry=https://theirs.example/'],
  ['-@acme:registry=https://theirs.example/'],
  ['--@acme:registry'],
  ['--no-@acme:registry'],
])('ours takes the place of %s, since npm makes a list of two', (theirs) => {
  const gate = ['--registry=G', '--@acme:registry=G'];
  expect(insertFlags(['install', theirs, '@acme/x', '--', theirs], gate)).toEqual([
    ...['install', '@acme/x', ...gate, '--', theirs],
  ]);
});

test('what only looks like it stays', () => {
  const args = ['install', '--registry=R', '--@acme:other=R', '@acme:registry=R', '--@other:registry=R'];
  const gate = ['--registry=G', '--@acme:registry=G'];
  expect(insertFlags(args, gate)).toEqual([...args, ...gate]);
});
