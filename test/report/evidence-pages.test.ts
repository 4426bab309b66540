import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Provenance } from '../../src/model/provenance.ts';
import type { VersionNews } from '../../src/model/version-difference.ts';
import { evidencePages, type ShownFacts } from '../../src/report/evidence-pages.ts';
import { displayWidth } from '../../src/report/width.ts';
import { newsSaying, noNews } from './differences.ts';
import { hostile } from './hostile.ts';
import { finding, many, pkg, report, ruled, scriptFinding } from './reports.ts';

const vane = pkg('kite@1.0.0', 'vane@1.2.0');
const view = { columns: 100, color: 0, verbose: true } as const;
const nothing: ShownFacts = { hooks: [], started: [], holes: [], signs: [] };

function textOf(facts: Partial<ShownFacts>, more: Parameters<typeof report>[0]['more'] = {}): string {
  const script = scriptFinding(vane, 'postinstall: node setup.js', 'setup.js (22 bytes):', 'const a = 1;');
  const told = report({ packages: [vane], kind: 'ask', findings: [ruled('ask', script)], more });
  const [page] = evidencePages(told, () => ({ ...nothing, ...facts }), view);
  return page?.lines.join('\n') ?? '';
}

describe('the evidence about a package', () => {
  it('names the finding with its rule, and the way by which the package comes', () => {
    const text = textOf({});
    expect(text).toContain('rule: preset balanced: severity medium');
    expect(text).toContain('- kite@1.0.0 › vane@1.2.0, in node_modules/vane');
  });

  it('has the scripts and the whole of the files that they start, once', () => {
    const text = textOf({
      hooks: [{ event: 'postinstall', command: 'node setup.js' }],
      started: [
        { path: 'setup.js', size: 25, sha512: 'sha512-AAAA', head: 'const a = 1;\nconst b = 2;\n' },
        { path: 'tool.bin', size: 9_000_000, sha512: 'sha512-BBBB' },
      ],
    });
    expect(text.match(/const a = 1;/g)).toHaveLength(1);
    expect(text).toContain('setup.js, which that starts (25 bytes)');
    expect(text).toContain('│ const b = 2;');
    expect(text).not.toContain('more of it');
    expect(text).toMatch(/tool\.bin, which that starts \(9,000,000 bytes\)\n +- is no text, or too large/);
  });

  it('says what is new since the version before, and shows the lines', () => {
    const news: VersionNews = {
      capabilities: [
        {
          capability: 'network',
          files: [{ path: 'a.js', isNew: true, lines: [{ line: 3, text: 'fetch(x)' }] }],
        },
      ],
      ...{
        signs: [],
        hosts: [{ host: 'sink.example', path: 'a.js', asked: false }],
        hooks: [],
        dependencies: [],
      },
      ...{ gyp: false, binaries: [], unread: [], codeCompared: true },
    };
    const sign = {
      path: 'b.js',
      isNew: false,
      kind: 'token-pattern' as const,
      line: 7,
      excerpt: 'match(/npm_/)',
    };
    const text = textOf({ newSince: { version: '1.1.9', news }, signs: [sign] });
    expect(text).toContain('What is new in it since 1.1.9');
    expect(text).toMatch(/- uses the network\n +in a\.js, which is new\n +│ 3 {2}fetch\(x\)/);
    expect(text).toContain('- names sink.example, in a.js');
    expect(text).toMatch(/- searches for access tokens\n +in b\.js\n +│ 7 {2}match/);
    expect(textOf({ newSince: { version: '1.1.9', news: noNews } })).toContain('nothing that it did not do');
    expect(textOf({})).not.toContain('What is new');
  });

  it('says where a file has more than could be kept', () => {
    expect(
      textOf({ started: [{ path: 'a.js', size: 99, sha512: 'sha512-AAAA', head: 'const a;' }] }),
    ).toContain('there is more of it than is shown here');
  });

  it('links advisories to where they can be read, and makes no address of what is no id', () => {
    const hole = { severity: 'high', summary: 'Prototype pollution', doubt: 'It lists other versions.' };
    const text = textOf({
      holes: [
        { ...hole, ids: ['MAL-2026-7', 'GHSA-aaaa-bbbb-cccc', 'CVE-2026-1234', 'RUSTSEC-2026-1'] },
        { ...hole, ids: ['GHSA-x/../../evil?', 'https://evil.example'], fixed: '2.0.0' },
      ],
    });
    expect(text).toContain('- high: Prototype pollution');
    expect(text).toContain('https://github.com/advisories/GHSA-aaaa-bbbb-cccc\n');
    expect(text).toContain('https://www.cve.org/CVERecord?id=CVE-2026-1234');
    expect(text).toContain('https://osv.dev/vulnerability/MAL-2026-7');
    expect(text).toContain('no fixed version is known');
    expect(text).toContain('fixed in 2.0.0');
    expect(text).not.toMatch(/(advisories|vulnerability)\/\S*evil/);
  });

  it('says where it was built, and when it was published', () => {
    const provenance: Provenance = {
      ...{
        issuer: 'GitHub Actions',
        signer: 'https://git.example/ada/vane/.github/workflows/release.yml@refs/tags/v1',
      },
      ...{ repository: 'https://git.example/ada/vane', commit: 'c0ffee', ref: 'refs/tags/v1', builder: 'b' },
      level: 3,
      ...{ log: { log: 'rekor.example', index: '7' }, predicateType: 'https://slsa.example/v1' },
    };
    const text = textOf(
      {
        publishedAt: '2026-11-18T12:00:00.000Z',
        tarball: { files: 2, unpackedSize: 1235, sha512: 'sha512-CCCC' },
      },
      { provenance: new Map([[vane.key, provenance]]) },
    );
    expect(text).toContain('was built from https://git.example/ada/vane at c0ffee');
    expect(text).toContain('signed by https://git.example/ada/vane/.github');
    expect(text).toContain('- published 2 days ago, at 2026-11-18T12:00:00.000Z');
    expect(text).toContain('- 2 files, 1,235 bytes unpacked');
  });
});

it('the worst comes first, and of a crowd the last page counts the rest', () => {
  const packages = many(120);
  const findings = packages.map((one, at) => ruled(at === 7 ? 'block' : 'note', finding('deprecated', one)));
  const pages = evidencePages(report({ packages, kind: 'block', findings }), () => nothing, view);
  expect(pages).toHaveLength(101);
  expect(pages[0]?.title).toBe('block: part-0007 1.0.7');
  expect(pages.at(-1)?.lines).toEqual(['20 more packages with findings: --json lists them']);
});

it('no text of a stranger acts, or makes a line wider than the terminal', () => {
  fc.assert(
    fc.property(hostile, fc.integer({ min: 40, max: 120 }), (text, columns) => {
      const about = { ...pkg('vane@1.2.0'), key: 'vane' };
      const told = report({
        packages: [
          {
            ...about,
            name: text,
            entries: about.entries.map((one) => ({ ...one, place: text, path: [text, text] })),
          },
        ],
        kind: 'ask',
        findings: [
          ruled('ask', finding('install-script', about, { message: text, advice: text, excerpt: [text] })),
        ],
      });
      const facts: ShownFacts = {
        ...{ publishedAt: text, hooks: [{ event: text, command: text }] },
        started: [{ path: text, size: 1, sha512: text, head: text }],
        holes: [{ ids: [text], severity: text, summary: text, fixed: text, doubt: text }],
        tarball: { files: 1, unpackedSize: 1, sha512: text },
        newSince: { version: text, news: newsSaying(text) },
        signs: newsSaying(text).signs,
      };
      const lines = evidencePages(told, () => facts, { columns, color: 0, verbose: true }).flatMap(
        (page) => page.lines,
      );
      expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]|\u202E/u);
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
    }),
    // A name that every object inherits is a word like any other.
    { examples: [['toString', 40]] },
  );
});
