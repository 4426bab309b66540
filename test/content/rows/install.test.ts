import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../../src/content/rows/rows.ts';
import type { Capability, TraitKind } from '../../../src/model/code-signs.ts';
import {
  aContent,
  aSubject,
  type CodeGiven,
  type FileGiven,
  hits,
  noSigns,
  rows,
  script,
  trait,
} from './given.ts';

/** setup.js runs at install, with a note that has nothing to do with these rows left out. */
function atInstall(file: FileGiven, more: CodeGiven = {}): CodeGiven {
  return { files: { 'setup.js': file }, install: ['setup.js'], ...more };
}

function elsewhere(file: FileGiven): CodeGiven {
  return { files: { 'setup.js': file } };
}

const network: FileGiven = { capabilities: ['network'] };

describe('I1, code at install that nobody can read', () => {
  it.each<TraitKind>([
    ...(['decode-and-run', 'packer', 'jsfuck', 'escape-run'] as const),
    ...(['variation-selectors', 'blank-run', 'hidden-require'] as const),
  ])('blocks for %s', (kind) => {
    expect(rows(atInstall(script(kind)))).toEqual(['I1 block']);
    expect(rows(elsewhere(script(kind)))).not.toContain('I1 block');
  });

  it('needs ten names of an obfuscator, and no fewer', () => {
    expect(rows(atInstall(script(trait('hex-names', { what: '10 names' }))))).toEqual(['I1 block']);
    expect(rows(atInstall(script(trait('hex-names', { what: '9 names' }))))).toEqual([]);
    expect(rows(atInstall(script('hex-names')))).toEqual([]);
  });

  it('says what and where', () => {
    const [hit] = hits(atInstall(script(trait('hex-names', { what: '26 names', line: 3 }))));
    expect(hit).toMatchObject({
      ...{ path: 'setup.js', class: 'I' },
      says: 'runs setup.js while it is installed, which is made unreadable by an obfuscator (26 names)',
      traits: [{ kind: 'hex-names', line: 3 }],
    });
  });
});

describe('I2, places where stolen data is sent', () => {
  it.each<TraitKind>(['sink', 'raw-address', 'dns-exfiltration'])('blocks for %s', (kind) => {
    expect(rows(atInstall(script(kind)))).toEqual(['I2 block']);
  });

  it('reaches as deep as the closure does', () => {
    const given = { files: { 'lib/b.js': script('sink') }, install: ['a.js', ['lib/b.js', 2]] as const };
    expect(rows(given)).toEqual(['I2 block']);
  });
});

describe('I3, credentials and the network in one file', () => {
  const credentials = script(trait('credential-path', { what: '.aws/credentials' }));

  it('blocks', () => {
    expect(rows(atInstall({ ...credentials, ...network }))).toEqual(['I3 block']);
  });

  it('asks where these are npm’s settings, which installers read for a proxy', () => {
    const npmrc = script(trait('npm-credentials', { what: '~/.npmrc' }));
    expect(rows(atInstall({ ...npmrc, ...network }))).toEqual(['I3 high']);
    const sending = (...hosts: readonly string[]) => rows(atInstall({ ...npmrc, ...network, hosts }));
    expect(sending('github.com')).toEqual(['I3 notice']);
    expect(sending('github.com', 'evil.example')).toEqual(['I3 high']);
    expect(rows(atInstall(npmrc))).toEqual(['I3 info']);
  });

  it('says nothing without the network, or where that is another file', () => {
    expect(rows(atInstall(credentials))).toEqual([]);
    const apart = { files: { 'a.js': credentials, 'b.js': network }, install: ['a.js', 'b.js'] };
    expect(rows(apart)).toEqual([]);
  });
});

describe('I4 and I5, counted together', () => {
  it.each<TraitKind>([
    ...(['token-pattern', 'environment-dump', 'token-route', 'repository-route'] as const),
    ...(['workflow-file', 'secret-scanner', 'agent-flags', 'destroys-home', 'persistence'] as const),
    ...(['reverse-shell', 'miner', 'metadata-service', 'geography-wipe'] as const),
  ])('asks for %s alone', (kind) => {
    expect(rows(atInstall(script(kind)))).toEqual(['I4 high']);
  });

  it.each<TraitKind>(['tls-off', 'host-facts'])('asks for %s with the network', (kind) => {
    expect(rows(atInstall(script(kind)))).toEqual(['I5 notice']);
    expect(rows(atInstall({ ...script(kind), ...network }))).toEqual(['I5 high']);
    const athome = { ...script(kind), ...network, hosts: ['github.com'] };
    expect(rows(atInstall(athome))).toEqual(['I5 notice']);
  });

  it.each<TraitKind>(['deletes-itself', 'long-encoded'])('asks for %s, whatever is beside it', (kind) => {
    expect(rows(atInstall(script(kind)))).toEqual(['I5 high']);
    expect(rows(atInstall({ ...script(kind), ...network, hosts: ['github.com'] }))).toEqual(['I5 high']);
    expect(rows(elsewhere(script(kind)))).toEqual([]);
  });

  it('asks about what is written, started and left running', () => {
    const left = { ...script('detached'), capabilities: ['child-process', 'file-write'] as const };
    expect(rows(atInstall(left))).toEqual(['I5 high']);
    expect(rows(atInstall({ ...left, capabilities: ['child-process'] }))).toEqual(['I5 notice']);
  });

  it('asks about a program that loads what it fetched from strangers', () => {
    const loads = script(trait('computed-load', { what: 'load: parameter' }));
    const given = { ...loads, capabilities: ['network'] as const, hosts: ['a.invalid'] };
    expect(rows(atInstall(given))).toContain('I6 high');
  });

  it.each<TraitKind>(['detached', 'decodes'])('notes %s alone', (kind) => {
    expect(rows(atInstall({ ...script(kind), ...network }))).toEqual(['I5 notice']);
  });

  it('asks where texts are run, by whatever name', () => {
    expect(rows(atInstall(script('runs-text')))).toEqual(['I5 high']);
    expect(rows(atInstall({ capabilities: ['dynamic-code'] }))).toEqual(['I5 high']);
    expect(rows({ files: { 'lib/a.js': script('runs-text') }, install: [['lib/a.js', 1]] })).toEqual([
      'I5 notice',
    ]);
    expect(rows(atInstall({ ...script('decodes'), capabilities: ['dynamic-code'] }))).toEqual(['I5 block']);
    expect(rows(atInstall({ ...script('runs-text'), capabilities: ['dynamic-code'] }))).toEqual(['I5 high']);
  });

  it('block where two kinds meet, in one file or in two', () => {
    expect(rows(atInstall(script('detached', 'deletes-itself')))).toEqual(['I5 block']);
    expect(rows(atInstall(script('token-pattern', 'decodes')))).toEqual(['I4 block', 'I5 block']);
    const two = { 'a.js': script('miner'), 'b.js': script('detached') };
    expect(rows({ files: two, install: ['a.js', ['b.js', 1]] })).toEqual(['I4 block', 'I5 block']);
  });

  it('do not count decoding where the rest is everyday too', () => {
    expect(rows(atInstall(script('host-facts', 'decodes')))).toEqual(['I5 notice']);
    expect(rows(atInstall(script('deletes-itself', 'decodes')))).toEqual(['I5 block']);
    expect(rows(atInstall(script('host-facts', 'tls-off')))).toEqual(['I5 block']);
  });

  it('do not count one kind twice', () => {
    expect(rows(atInstall(script(trait('miner'), trait('miner', { line: 9 }))))).toEqual(['I4 high']);
  });
});

describe('I6, a downloader', () => {
  const fetches = (hosts: readonly string[], capabilities: readonly Capability[]): FileGiven => ({
    ...{ hosts, capabilities },
  });
  const both: readonly Capability[] = ['network', 'child-process'];

  it.each([
    'github.com',
    'objects.githubusercontent.com',
    'nodejs.org',
    'storage.googleapis.com',
    'dl.teapot.example',
    'cdn.teapot.dev',
  ])('of %s is expected', (host) => {
    const manifest = { homes: ['git+https://www.teapot.example/x.git'] };
    expect(rows(atInstall(fetches([host], both), { manifest }))).toEqual(['I6 info']);
  });

  it.each([
    'evil.example',
    'teapots.invalid',
    'get-teapot.example',
    'teapot.s3.amazonaws.com.evil.example',
    'github.com.evil.example',
    'teapot.github.io',
    'notgithub.com',
  ])('of %s is asked about', (host) => {
    expect(rows(atInstall(fetches([host], both)))).toEqual(['I6 high']);
  });

  it('of the registry that the package comes from is expected', () => {
    const given = atInstall(fetches(['npm.ada.example'], both));
    expect(rows(given)).toEqual(['I6 high']);
    expect(rows(given, { registryHost: 'npm.ada.example' })).toEqual(['I6 info']);
  });

  it('is noted where a known host is named too, unless the stranger is asked, or nothing is started', () => {
    const two = fetches(['evil.example', 'github.com'], both);
    const asks = (what: string) => atInstall({ ...two, traits: [trait('request', { what })] });
    expect(rows(atInstall(two))).toEqual(['I6 notice']);
    expect(rows(asks('github.com'))).toEqual(['I6 notice']);
    expect(rows(asks('evil.example'))).toEqual(['I6 high']);
    expect(rows(atInstall(fetches(['evil.example'], ['network', 'file-write'])))).toEqual(['I6 notice']);
  });

  it('is noted where it is of a bucket that is called like the package', () => {
    expect(rows(atInstall(fetches(['teapot-builds.s3.amazonaws.com'], both)))).toEqual(['I6 notice']);
    expect(rows(atInstall(fetches(['others.s3.amazonaws.com'], both)))).toEqual(['I6 high']);
    expect(rows(atInstall(fetches(['teapot-builds.amazonaws.com.evil.example'], both)))).toEqual(['I6 high']);
  });

  it('goes by what an earlier version named, where there is one, and not by what this one claims', () => {
    const homes = ['https://evil.example'];
    const from = (host: string, before: CodeGiven) =>
      rows(atInstall(fetches([host], both), { manifest: { homes } }), { before: aContent(before) });
    const named = (host: string): CodeGiven => ({ files: { 'old.js': { hosts: [host] } } });
    expect(from('evil.example', {})).toEqual(['I6 high']);
    expect(from('teapot.dev', {})).toEqual(['I6 high']);
    expect(from('teapot-builds.s3.amazonaws.com', {})).toEqual(['I6 high']);
    expect(from('evil.example', { manifest: { homes } })).toEqual(['I6 info']);
    expect(from('dl.evil.example', named('evil.example'))).toEqual(['I6 info']);
    expect(from('github.com', {})).toEqual(['I6 info']);
    expect(from('a.s3.amazonaws.com', named('a.s3.amazonaws.com'))).toEqual(['I6 info']);
    expect(from('b.s3.amazonaws.com', named('a.s3.amazonaws.com'))).toEqual(['I6 high']);
  });

  it('has to do both', () => {
    expect(rows(atInstall(fetches(['evil.example'], ['network'])))).toEqual([]);
    expect(rows(atInstall(fetches(['evil.example'], ['child-process'])))).toEqual([]);
  });
});

describe('I7 and I8, what else is started', () => {
  it('asks about another runtime, unless the package is that', () => {
    expect(rows(atInstall(script('runtime-download')))).toEqual(['I7 high']);
    expect(rows(atInstall(script('runtime-download'), { manifest: { name: 'bun' } }))).toEqual([]);
  });

  it('asks about tools of the system, and notes those that are asked for its language', () => {
    expect(rows(atInstall(script(trait('system-tool', { what: 'rundll32' }))))).toEqual(['I8 high']);
    expect(rows(atInstall(script(trait('system-tool', { what: 'wmic.exe' }))))).toEqual(['I8 notice']);
  });
});

describe('rows that are milder elsewhere', () => {
  it.each<readonly [TraitKind, string]>([
    ['self-publish', 'C8 block'],
    ['pipe-to-shell', 'C6 block'],
    ['decode-to-shell', 'C6 block'],
  ])('block for %s at install', (kind, row) => {
    expect(rows(atInstall(script(kind)))).toEqual([row]);
  });
});

describe('a runtime', () => {
  it('may tell how else it is installed', () => {
    expect(rows(atInstall(script('pipe-to-shell'), { manifest: { name: 'bun' } }))).toEqual(['C6 info']);
  });
});

describe('what an install starts', () => {
  it('includes a clone’s own work only for git dependencies', () => {
    const given: CodeGiven = {
      files: { 'run.js': script('sink') },
      clone: { files: [{ path: 'run.js', depth: 0, by: 'prepare' }] },
    };
    expect(rows(given, { origin: 'git' })).toEqual(['I2 block']);
    expect(rows(given)).toEqual(['C5 info']);
  });

  it('includes a large program that is only named', () => {
    const named = [{ path: 'payload.js', by: 'setup.js' }];
    const given = (size: number): CodeGiven => ({
      files: { 'setup.js': script(), 'payload.js': { ...script('sink'), size } },
      install: ['setup.js'],
      reach: { files: [{ path: 'setup.js', depth: 0, by: 'postinstall' }], named },
    });
    expect(rows(given(200_001))).toEqual(['M7x block', 'I2 block']);
    expect(rows(given(200_000))).toEqual(['C5 info']);
  });

  it('has no rows without a record, as of a linked folder', () => {
    const { content, ...subject } = aSubject(atInstall(script('sink')));
    const { code: _code, ...withoutCode } = content;
    expect(rowsOf({ ...subject, content }, noSigns)).toHaveLength(1);
    expect(rowsOf({ ...subject, content: withoutCode }, noSigns)).toEqual([]);
  });
});
