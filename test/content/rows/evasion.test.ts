import { describe, expect, it } from 'vitest';
import { type CodeGiven, type FileGiven, hits, rows, script, trait } from './given.ts';

const atInstall = (file: FileGiven): CodeGiven => ({ files: { 'a.js': file }, install: ['a.js'] });
const loaded = (file: FileGiven): CodeGiven => ({ files: { 'a.js': file }, load: ['a.js'] });
const lying = (file: FileGiven): CodeGiven => ({ files: { 'a.js': file } });

describe('E1, names that are spelled apart', () => {
  const apart = script(trait('spelled-apart', { what: 'child_process' }));

  it('weigh by what runs them', () => {
    expect(rows(atInstall(apart))).toEqual(['E1 block']);
    expect(rows(loaded(apart))).toEqual(['E1 high']);
    expect(rows(lying(apart))).toEqual(['E1 high']);
  });

  it('are also sinks and credentials that only decoding shows', () => {
    const hidden = script(trait('credential-path', { what: '.ssh/id_', hidden: true }));
    const [hit] = hits(loaded(hidden));
    expect(hit).toMatchObject({
      id: 'E1',
      tier: 'high',
      halves: { does: 'hides that it reads .ssh/id_' },
    });
    expect(rows(loaded(script('credential-path')))).toEqual([]);
    expect(rows(loaded(script(trait('decodes', { hidden: true }))))).toEqual([]);
  });
});

describe('E2, what is loaded cannot be made out', () => {
  const computed = (file: FileGiven, how?: 'decoded' | 'expression'): CodeGiven => ({
    ...atInstall(file),
    reach: {
      files: [{ path: 'a.js', depth: 0, by: 'install' }],
      computed: [{ path: 'a.js', line: 7, excerpt: 'require(f(x))', ...(how === undefined ? {} : { how }) }],
    },
  });

  it('asks where it is decoded, and else is told', () => {
    expect(rows(computed(script('encoded-text')))).toEqual(['E2 high']);
    expect(rows(computed(script(), 'decoded'))).toEqual(['E2 high']);
    expect(rows(computed(script(), 'expression'))).toEqual(['E2 info']);
    expect(rows(computed(script()))).toEqual(['E2 info']);
  });
});

describe('E2, at import', () => {
  const computed = (what: string) => script(trait('computed-load', { what }));

  it('asks where what is run is decoded, at whatever depth', () => {
    expect(rows(lying(computed('evaluate: decoded')))).toEqual(['E2 high']);
    expect(rows(loaded(computed('load: decoded')))).toEqual(['E2 high']);
    expect(rows(loaded(computed('load: expression')))).toEqual([]);
  });
});

describe('E3, what could not be looked at', () => {
  const unread = { unread: 'it has more than 32 MB' };

  it('asks at install, and is kept for the check elsewhere', () => {
    expect(rows(atInstall(unread))).toEqual(['E3 high']);
    expect(rows(loaded(unread))).toEqual(['E3 notice']);
    expect(rows(lying(unread))).toEqual(['E3 notice']);
    expect(rows({ files: { 'test/a.js': unread } })).toEqual(['E3 notice']);
    expect(rows(lying({ ...unread, kind: 'data' }))).toEqual(['E3 info']);
    const deep = { unread: 'its code is nested too deeply to be parsed', size: 500_000 };
    expect(rows(lying(deep))).toEqual(['E3 info']);
    expect(rows(lying({ ...deep, size: 100_000 }))).toEqual(['E3 notice']);
    expect(rows(lying({ ...unread, size: 500_000 }))).toEqual(['E3 notice']);
    expect(rows(loaded(deep))).toEqual(['E3 notice']);
  });

  it('is told where it is most likely data that is read', () => {
    expect(rows({ files: { 'generated/version': unread }, install: [['generated/version', 1]] })).toEqual([
      'E3 info',
    ]);
    expect(rows({ files: { setup: unread }, install: ['setup'] })).toEqual(['E3 high']);
  });

  it('is a binding.gyp too', () => {
    expect(rows({ gyp: { commands: [], hasSources: true, unread: 'nested too deep' } })).toEqual(['E3 high']);
  });
});

describe('E4, gates and delays before something happens', () => {
  const network = { capabilities: ['network'] } as const;

  it('ask at install', () => {
    expect(rows(atInstall({ ...script('delayed'), ...network }))).toEqual(['E4 high']);
    expect(rows(atInstall({ ...script('time-or-ci-gate'), ...network }))).toEqual(['E4 high']);
    expect(rows(atInstall(script('delayed')))).toEqual([]);
    expect(rows(lying({ ...script('delayed'), ...network }))).toEqual([]);
  });

  it('are everyday where it is about CI', () => {
    const gate = trait('time-or-ci-gate', { what: 'process.env.CI' });
    expect(rows(atInstall({ ...script(gate), ...network }))).toEqual(['E4 info']);
  });
});

describe('E5 and E6', () => {
  it('ask at install alone', () => {
    for (const [kind, id] of [
      ['internal-loader', 'E5'],
      ['bidi', 'E6'],
      ['invisible', 'E6'],
    ] as const) {
      expect(rows(atInstall(script(kind)))).toEqual([`${id} high`]);
      expect(rows(loaded(script(kind)))).toEqual([`${id} info`]);
    }
  });
});

describe('E7, one path in two forms', () => {
  const twice = { what: 'more than one entry; the last one counts' };

  it('asks where it is something that runs', () => {
    expect(rows({ oddities: [{ path: 'package.json', ...twice }] })).toEqual(['E7 high']);
    const folded = {
      path: 'A.JS',
      what: 'the same path as a.js on disks that do not tell upper from lower case',
    };
    expect(rows({ ...atInstall(script()), oddities: [folded] })).toContain('E7 high');
    expect(rows({ oddities: [folded] })).not.toContain('E7 high');
    const link = [{ path: 'package.json', what: 'a symbolic link' }];
    expect(rows({ oddities: link })).not.toContain('E7 high');
  });
});
