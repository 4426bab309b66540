import { describe, expect, it } from 'vitest';
import type { TraitKind } from '../../../src/model/code-signs.ts';
import { type CodeGiven, type FileGiven, rows, script, trait } from './given.ts';

/** lib/a.js lies there; index.js is what an import runs. */
const lying = (file: FileGiven): CodeGiven => ({ files: { 'lib/a.js': file }, load: ['index.js'] });
const loaded = (file: FileGiven): CodeGiven => ({ files: { 'index.js': file }, load: ['index.js'] });
const names = (count: number) => trait('hex-names', { what: `${count} names` });
const large = 32_001;

describe('what hides, anywhere', () => {
  it.each<readonly [TraitKind, string]>([
    ['variation-selectors', 'C1 block'],
    ['blank-run', 'C2 block'],
    ['hidden-require', 'C2 block'],
    ['decode-to-shell', 'C6 block'],
  ])('%s: %s', (kind, row) => {
    expect(rows(lying(script(kind)))).toEqual([row]);
  });

  it('C3 blocks what decodes and runs where it could do something', () => {
    expect(rows(lying({ ...script('decode-and-run'), capabilities: ['network'] }))).toEqual(['C3 block']);
    expect(rows(lying({ ...script('decode-and-run'), capabilities: ['child-process'] }))).toEqual([
      'C3 block',
    ]);
    expect(rows(lying({ ...script('decode-and-run'), capabilities: ['environment'] }))).toEqual(['C3 info']);
    expect(rows(loaded(script('decode-and-run')))).toEqual(['C3 notice']);
  });

  it.each([
    ['a.js', 4_096, 7.01, ['C4 block']],
    ['a.mjs', 4_096, 7.01, ['C4 block']],
    ['a.js', 4_096, 7, []],
    ['a.js', 4_095, 7.9, []],
    ['a.wasm', 9_000, 7.9, []],
  ])('C4: %s of %d bytes and %d bits: %j', (path, size, entropy, expected) => {
    expect(rows({ files: { [path]: { size, entropy } } })).toEqual(expected);
  });

  it('C7 notes 25 names of an obfuscator', () => {
    expect(rows(lying(script(names(25))))).toEqual(['C7 notice']);
    expect(rows(lying(script(names(24))))).toEqual([]);
  });
});

describe('C5, a sink and what is sent there', () => {
  const sink = (line: number) => trait('sink', { what: 'webhook.site', line });
  const dump = (line: number) => trait('environment-dump', { line });

  it('asks, and blocks where an import runs it', () => {
    expect(rows(lying(script(sink(1), dump(900))))).toEqual(['C5 high']);
    expect(rows(loaded(script(sink(1), dump(900))))).toEqual(['C5 block']);
  });

  it('asks of tunnels, which tools open too, only what tools do not take', () => {
    const tunnel = trait('sink', { what: 'ngrok.io' });
    const does = { capabilities: ['network', 'environment', 'child-process'] } as const;
    expect(rows(loaded({ ...script(tunnel, 'credential-path', 'detached'), ...does }))).not.toContain(
      'C5 block',
    );
    expect(rows(loaded(script(tunnel, 'environment-dump')))).toEqual(['C5 block']);
  });

  it('looks at lines in a large file, and at nothing in a minified one', () => {
    const file = (near: number, longestLine = 100) => ({
      ...script(sink(1), dump(near)),
      ...{ size: large, longestLine },
    });
    expect(rows(lying(file(101)))).toEqual(['C5 high']);
    expect(rows(lying(file(102)))).toEqual(['C5 info']);
    expect(rows(lying(file(1, 4_096)))).toEqual(['C5 high']);
    expect(rows(lying(file(1, 4_097)))).toEqual(['C5 info']);
  });

  it('asks where a small file starts programs, or sends and reads the environment', () => {
    expect(rows(lying({ ...script('raw-address'), capabilities: ['child-process'] }))).toEqual(['C5 high']);
    const sends = { ...script('sink'), capabilities: ['network', 'environment'] } as const;
    expect(rows(lying(sends))).toEqual(['C5 high']);
    expect(rows(lying({ ...sends, size: 32_000 }))).toEqual(['C5 high']);
    expect(rows(lying({ ...sends, size: large }))).toEqual(['C5 info']);
    expect(rows(lying({ ...script('sink'), capabilities: ['network'] }))).toEqual(['C5 info']);
  });
});

describe('C6, what is piped into a shell', () => {
  it('is noted where something is started', () => {
    expect(rows(lying({ ...script('pipe-to-shell'), capabilities: ['child-process'] }))).toEqual([
      'C6 notice',
    ]);
    expect(rows(lying(script('pipe-to-shell')))).toEqual(['C6 info']);
  });
});

describe('C8 to C11', () => {
  it.each<readonly [TraitKind, string]>([
    ['self-publish', 'C8 info'],
    ['wallet-hook', 'C9 high'],
    ['destroys-home', 'C10 high'],
    ['geography-wipe', 'C10 high'],
  ])('%s: %s', (kind, row) => {
    expect(rows(lying(script(kind)))).toEqual([row]);
  });

  it('C11 notes packages that are there for a token', () => {
    expect(rows({ others: { 'tea.yaml': 90, 'index.js': 1_999 } })).toEqual(['C11 notice']);
    expect(rows({ others: { 'tea.yaml': 90, 'index.js': 2_000 } })).toEqual([]);
    expect(rows({ others: { 'tea.yaml': 90, 'index.js': 2_000, 'auto.js': 1 } })).toEqual(['C11 notice']);
    expect(rows({ others: { 'index.js': 10, 'auto.js': 1 } })).toEqual([]);
  });
});

describe('C12, credentials and the network in one file', () => {
  const reads = (what: string, size = 500): FileGiven => ({
    ...script(trait('credential-path', { what })),
    ...{ capabilities: ['network'], size },
  });

  it('asks in a small file that an import runs', () => {
    expect(rows(loaded(reads('.ssh/id_rsa', 32_000)))).toEqual(['C12 high']);
    expect(rows(loaded(reads('.ssh/id_rsa', large)))).toEqual(['C12 info']);
    expect(rows(lying(reads('.ssh/id_rsa')))).toEqual(['C12 notice']);
    expect(rows(loaded({ ...reads('.ssh/id_rsa'), capabilities: [] }))).toEqual([]);
  });

  it.each(['@aws-sdk/credential-provider-ini', '@smithy/core'])(
    'is told of in %s, whose work that is, where it is about clouds alone',
    (name) => {
      const of = (...whats: readonly string[]) => {
        const traits = whats.map((what) => trait('credential-path', { what }));
        return rows({ ...loaded({ ...reads(''), traits }), manifest: { name } });
      };
      expect(of('~/.aws/credentials', 'Azure tokens')).toEqual(['C12 info']);
      expect(of('~/.aws/credentials', 'SSH keys')).toEqual(['C12 high']);
    },
  );

  it.each([
    ['SSH keys', 'sshuttle', 'C12 notice'],
    ['SSH keys', 'left-pad', 'C12 high'],
    ['wallets', 'wallets', 'C12 high'],
    ['~/.kube/config', 'ssh-client', 'C12 high'],
  ])('weighs less where the package is for what it reads: %s in %s', (what, name, row) => {
    expect(rows({ ...loaded(reads(what)), manifest: { name } })).toEqual([row]);
  });

  it('does not go by names that only sound like it', () => {
    const given = loaded(reads('~/.aws/credentials'));
    for (const name of ['npm-colours', 'yarns', 'bundler'])
      expect(rows({ ...given, manifest: { name } })).toEqual(['C12 high']);
  });
});

describe('C13, much that is strong in one file', () => {
  const strong = (...kinds: readonly TraitKind[]) => script(...kinds);

  it('asks from three on', () => {
    expect(rows(lying(strong('token-pattern', 'token-route', 'workflow-file')))).toEqual(['C13 high']);
    expect(rows(lying(strong('token-pattern', 'token-route')))).toEqual(['C13 notice']);
    expect(rows(lying({ ...strong('token-pattern', 'token-route'), size: large }))).toEqual(['C13 info']);
    expect(rows(lying(strong('token-pattern')))).toEqual([]);
  });
});

describe('what an import runs', () => {
  const out = { capabilities: ['network'] } as const;

  it('C14 asks where all of the environment leaves in a small file', () => {
    expect(rows(loaded({ ...script('environment-dump'), ...out }))).toEqual(['C14 high']);
    expect(rows(lying({ ...script('environment-dump'), ...out }))).toEqual(['C14 high']);
    expect(rows(loaded(script('environment-dump')))).toEqual([]);
    expect(rows(loaded({ ...script('environment-dump'), ...out, size: large }))).toEqual([]);
  });

  it('C15 and C16 note what could run anything', () => {
    expect(rows(loaded({ ...script('runs-text'), ...out }))).toEqual(['C15 notice']);
    expect(rows(loaded({ ...script('packer'), ...out }))).toEqual(['C16 notice']);
    expect(rows(loaded({ ...script('escape-run'), ...out }))).toEqual(['C16 high']);
    expect(rows(lying({ ...script('jsfuck'), ...out }))).toEqual(['C16 notice']);
  });

  it('C22 notes what decodes and runs texts in one small file', () => {
    const able = { capabilities: ['dynamic-code' as const] };
    expect(rows(loaded({ ...script('decodes'), ...able }))).toEqual(['C22 notice']);
    expect(rows(lying({ ...script('decodes'), ...able }))).toEqual(['C22 info']);
    expect(rows(loaded({ ...script('decodes'), ...able, size: large }))).toEqual([]);
  });

  it('C23 asks about a request to an address without a name', () => {
    const of = (asked: string) =>
      script(trait('raw-address', { what: '45.61.158.14' }), trait('request', { what: asked }));
    expect(rows(lying(of('45.61.158.14')))).toEqual(['C23 high', 'C5 info']);
    expect(rows(lying(of('api.example')))).toEqual(['C5 info']);
  });
});

describe('caps', () => {
  const wallet = script('wallet-hook');

  it.each(['test/a.js', 'src/__tests__/a.js', 'examples/a.js', 'docs/a.js', 'bench/a.js', 'lib/a.test.js'])(
    'what lies in %s is told, and what no honest test has is noted',
    (path) => {
      expect(rows({ files: { [path]: wallet } })).toEqual(['C9 info']);
      expect(rows({ files: { [path]: script('blank-run') } })).toEqual(['C2 notice']);
    },
  );

  it('do not count where it runs', () => {
    expect(rows({ files: { 'test/a.js': wallet }, load: ['test/a.js'] })).toEqual(['C9 high']);
    expect(rows({ files: { 'test/a.js': wallet }, install: ['test/a.js'] })).toEqual(['C9 high']);
    expect(rows({ files: { 'latest/a.js': wallet } })).toEqual(['C9 high']);
  });

  it('weigh a large bundle that nothing starts one step less', () => {
    const file = (size: number) => ({ ...wallet, size });
    expect(rows({ files: { 'dist/a.js': file(300_001) } })).toEqual(['C9 notice']);
    expect(rows({ files: { 'dist/a.js': file(300_000) } })).toEqual(['C9 high']);
    expect(rows({ files: { 'a.js': file(300_001) } })).toEqual(['C9 high']);
    expect(rows({ files: { 'dist/a.js': file(300_001) }, load: ['dist/a.js'] })).toEqual(['C9 high']);
  });

  it('hold for the number of places too', () => {
    const files = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at}.js`, wallet]));
    expect(rows({ files })).toHaveLength(20);
  });
});
