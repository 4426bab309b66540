import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Waiver } from '../../src/model/waiver.ts';
import { lineOf, withoutWaivers, withWaivers } from '../../src/waive/file.ts';

const schema = './schema.json';

function aWaiver(given: Partial<Waiver> = {}): Waiver {
  return {
    ...{ package: 'kettle', versions: '^1.0.0', check: 'install-script', reason: 'it only compiles' },
    ...{ by: 'Ann', expires: '2027-01-31', severity: 'medium', ...given },
  };
}

async function added(text: string | undefined, ...waivers: readonly Waiver[]): Promise<string> {
  return (await withWaivers(text, waivers, schema)).text;
}

describe('a waiver is written', () => {
  it('into a new file, which names its schema', async () => {
    expect(await added(undefined, aWaiver())).toBe(
      [
        '{',
        '  "$schema": "./schema.json",',
        '  "waivers": [',
        '    {',
        '      "package": "kettle",',
        '      "versions": "^1.0.0",',
        '      "check": "install-script",',
        '      "reason": "it only compiles",',
        '      "by": "Ann",',
        '      "expires": "2027-01-31",',
        '      "severity": "medium"',
        '    }',
        '  ]',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('behind the others, in the indentation and with the line ends of the file', async () => {
    const before = '{\r\n\t"waivers": [\r\n\t\t{"package": "a"}\r\n\t],\r\n\t"preset":   "ci"\r\n}';
    expect(await added(before, aWaiver())).toBe(
      [
        '{',
        '\t"waivers": [',
        '\t\t{"package": "a"},',
        '\t\t{',
        '\t\t\t"package": "kettle",',
        '\t\t\t"versions": "^1.0.0",',
        '\t\t\t"check": "install-script",',
        '\t\t\t"reason": "it only compiles",',
        '\t\t\t"by": "Ann",',
        '\t\t\t"expires": "2027-01-31",',
        '\t\t\t"severity": "medium"',
        '\t\t}',
        '\t],',
        '\t"preset":   "ci"',
        '}',
      ].join('\r\n'),
    );
  });

  it('behind what else the file says, where there were none', async () => {
    const text = await added('{\n    "preset": "ci"\n}\n', aWaiver());
    expect(text).toMatch(/^\{\n {4}"preset": "ci",\n {4}"waivers": \[\n {8}\{\n {12}"package"/);
    expect(text).toMatch(/\n {8}\}\n {4}\]\n\}\n$/);
  });

  it('into a file of one line, and into an empty one', async () => {
    const one = JSON.stringify(aWaiver());
    expect(await added('{"preset":"ci"}', aWaiver())).toBe(`{"preset":"ci","waivers": [${one}]}`);
    expect(await added('{"waivers":[{"package":"a"}]}', aWaiver())).toBe(
      `{"waivers":[{"package":"a"},${one}]}`,
    );
    expect(JSON.parse(await added('{}', aWaiver()))).toEqual({ waivers: [aWaiver()] });
    expect(JSON.parse(await added('{"waivers": []}', aWaiver()))).toEqual({ waivers: [aWaiver()] });
  });

  it('in the place of the one for the same package, versions and check', async () => {
    const other = aWaiver({ check: 'fresh-release' });
    const before = JSON.stringify({ waivers: [aWaiver(), other] }, null, 2);
    const change = await withWaivers(before, [aWaiver({ reason: 'another', expires: '2027-02-01' })], schema);
    expect(JSON.parse(change.text).waivers).toEqual([
      aWaiver({ reason: 'another', expires: '2027-02-01' }),
      other,
    ]);
    expect(change.before).toEqual([aWaiver()]);
  });

  it('several at once, and in which line', async () => {
    const text = await added('{\n  "preset": "ci"\n}\n', aWaiver(), aWaiver({ check: 'fresh-release' }));
    expect(JSON.parse(text).waivers).toHaveLength(2);
    expect(await lineOf(text, aWaiver())).toBe(4);
    expect(await lineOf(text, aWaiver({ check: 'fresh-release' }))).toBe(13);
  });
});

describe('a waiver is taken away', () => {
  it('and nothing else, the last one with its key', async () => {
    const only = JSON.stringify({ preset: 'ci', waivers: [aWaiver()] }, null, 2);
    const { text, before } = await withoutWaivers(only, aWaiver());
    expect(JSON.parse(text)).toEqual({ preset: 'ci' });
    expect(before).toEqual([aWaiver()]);
  });

  it('not where it is for something else', async () => {
    const text = JSON.stringify({ waivers: [aWaiver()] });
    expect(await withoutWaivers(text, aWaiver({ versions: '*' }))).toEqual({ text, before: [] });
  });
});

/** Any npq.json, however it is laid out. */
const anyFile = fc
  .record({
    preset: fc.option(fc.constantFrom('ci', 'strict'), { nil: undefined }),
    waivers: fc.option(
      fc.array(
        fc.record({
          package: fc.constantFrom('kettle', 'teapot'),
          versions: fc.constantFrom('^1.0.0', '1.2.3'),
          check: fc.constantFrom('install-script', 'fresh-release'),
          reason: fc.string(),
        }),
        { maxLength: 4 },
      ),
      { nil: undefined },
    ),
    rules: fc.option(fc.constant({ 'install-script': 'note' }), { nil: undefined }),
    indent: fc.constantFrom('', '  ', '\t', '    '),
    end: fc.constantFrom('\n', '\r\n'),
    last: fc.constantFrom('', '\n', '\n\n'),
    bom: fc.constantFrom('', '\uFEFF'),
  })
  .map(({ indent, end, last, bom, ...content }) => {
    const text = JSON.stringify(content, null, indent) + last;
    return { content, text: bom + text.replaceAll('\n', end) };
  });

function parsed(text: string): Record<string, unknown> {
  return JSON.parse(text.replace(/^\uFEFF/, ''));
}

const isSame = (one: Partial<Waiver>) =>
  one.package === 'kettle' && one.versions === '^1.0.0' && one.check === 'install-script';

describe('whatever the file looks like', () => {
  it('a new waiver stands in it, each other one and everything else as before, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, async ({ content, text }) => {
        const after = await added(text, aWaiver());
        const { waivers, ...rest } = parsed(after);
        const { waivers: old = [], ...others } = parsed(text);
        expect(rest).toEqual(others);
        const kept = (content.waivers ?? []).filter((one) => !isSame(one));
        expect((waivers as Partial<Waiver>[]).filter((one) => !isSame(one))).toEqual(kept);
        expect((waivers as Partial<Waiver>[]).filter(isSame)).toEqual([aWaiver()]);
        if ((old as Partial<Waiver>[]).length > 0 && !(old as Partial<Waiver>[]).some(isSame)) {
          const at = [...after].findIndex((char, place) => char !== [...text][place]);
          const same = [...text].slice(at).join('');
          expect(after.endsWith(same)).toBe(true);
        }
      }),
    );
  });

  it('taking it away again leaves what else was there', async () => {
    await fc.assert(
      fc.asyncProperty(anyFile, async ({ text }) => {
        const { text: after } = await withoutWaivers(await added(text, aWaiver()), aWaiver());
        const { waivers = [], ...rest } = parsed(after);
        const { waivers: old = [], ...others } = parsed(text);
        expect(rest).toEqual(others);
        expect(waivers).toEqual((old as Partial<Waiver>[]).filter((one) => !isSame(one)));
      }),
    );
  });
});
