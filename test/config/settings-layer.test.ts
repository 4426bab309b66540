import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLayer, type SettingsLayer } from '../../src/config/settings-layer.ts';
import { NpqError } from '../../src/errors.ts';
import type { SettingOrigin } from '../../src/model/waiver.ts';
import { schema } from './vocabulary.ts';

const read = (text: string, origin: SettingOrigin = 'user'): Promise<SettingsLayer> =>
  readLayer(schema, { text, file: 'npq.json', origin });

const sha512 = `sha512-${'A'.repeat(86)}==`;
const waiver = {
  ...{ package: 'pebble', versions: '^1.0.0', check: 'install-script', reason: 'read it', by: 'Ada' },
  ...{ expires: '2027-01-31', severity: 'medium' },
};

describe('what is written', () => {
  it('comes with its line, key by key', async () => {
    const { settings } = await read(`{
  "preset": "strict",
  "rules": {
    "install-script": "block",
    "known-vulnerability": [
      { "action": "ask", "where": { "key": "severity", "values": ["critical"] } },
      "note"
    ],
    "low": "ask"
  },
  "checks": { "fresh-release": { "minAgeHours": 72 } },
  "onIncomplete": "warn"
}`);
    expect(settings.map(({ key, value, at }) => [key, value, at.line])).toEqual([
      ['preset', 'strict', 2],
      ['rules.install-script', [{ action: 'block' }], 4],
      [
        'rules.known-vulnerability',
        [{ action: 'ask', where: { key: 'severity', values: ['critical'] } }, { action: 'note' }],
        5,
      ],
      ['rules.low', [{ action: 'ask' }], 9],
      ['checks.fresh-release.minAgeHours', 72, 11],
      ['onIncomplete', 'warn', 12],
    ]);
    expect(settings[0]?.at).toEqual({ origin: 'user', file: 'npq.json', line: 2 });
  });

  it('may be a waiver, which has a place too', async () => {
    const { waivers } = await read(`{ "waivers": [\n${JSON.stringify(waiver)}\n] }`, 'project');
    expect(waivers).toEqual([{ waiver, at: { origin: 'project', file: 'npq.json', line: 2 } }]);
  });

  it('may name its schema, and may be about a judgement', async () => {
    const { settings } = await read('{ "$schema": "x.json", "rules": { "fresh-install-hook": "block" } }');
    expect(settings.map(({ key }) => key)).toEqual(['rules.fresh-install-hook']);
  });

  it('may begin with the mark that some editors put there', async () => {
    expect((await read('\uFEFF{"preset":"ci"}')).settings[0]?.at.line).toBe(1);
  });
});

describe('lines', () => {
  it('end as they end anywhere', async () => {
    const { settings } = await read('{\r\n"preset":"ci",\r"onIncomplete":"fail"\n}');
    expect(settings.map(({ at }) => at.line)).toEqual([2, 3]);
    await expect(read('{\r\n"preset":\r"c"\n}')).rejects.toThrow(/^npq\.json:3:1: /);
  });

  it('of thousands of waivers are found', async () => {
    const count = 3_500;
    const many = Array.from({ length: count }, () => JSON.stringify(waiver, null, 1)).join(',\n');
    const { waivers } = await read(`{"waivers":[\n${many}]}`);
    expect(waivers.at(-1)?.at.line).toBe((count - 1) * 9 + 2);
  });
});

describe('an error says where, what was expected and what was found', () => {
  it.each([
    ['', '1:1: expected JSON, found no value where one has to stand'],
    ['{', '1:2: expected JSON, found no } at the end of an object'],
    ['[]', '1:1: expected an object, found a list.'],
    ['[1]', '1:1: expected an object, found a list.'],
    ['null', '1:1: expected an object, found null.'],
    ['{"rules": []}', '1:11: rules: expected an object, found a list.'],
    ['{"rules": [1]}', 'rules: expected an object, found a list.'],
    ['{"checks": {"deprecated": []}}', '1:27: checks.deprecated: expected an object, found a list.'],
    ['{\n  "preset": "strict",\n}', '3:1: expected JSON, found no name where one has to stand'],
    ['{\n  // why\n}', '2:3: expected JSON, found a comment'],
    ['{} {}', '1:4: expected JSON, found more behind its end'],
    ['{"preset": strict}', '1:12: expected JSON, found a word that is none of true, false and null'],
    ['{\n "preset": "ci",\n "preset": "ci"\n}', '3:2: "preset" stands here twice.'],
    ['{\n  "preste": "ci"\n}', '2:3: there is no key named "preste". Did you mean preset?'],
    ['{"toString": 1}', '1:2: there is no key named "toString".'],
    ['{"checks":{"typosquat":{"__proto__":1}}}', 'there is no key named "__proto__".'],
    [
      '{\n  "preset": "balance"\n}',
      '2:13: preset: expected "balanced", "strict", "ci" or "report-only", found "balance". Did you mean balanced?',
    ],
    ['{"preset": 7}', '1:12: preset: expected "balanced", "strict", "ci" or "report-only", found 7.'],
    [
      '{\n "rules": {\n  "instal-script": "block" } }',
      '3:3: rules: there is no check or severity named "instal-script". Did you mean install-script?',
    ],
    [
      '{\n "rules": {\n  "install-script": "blok" } }',
      '3:21: rules.install-script: expected "allow", "note", "ask", "block", an object or a list, found "blok". Did you mean block?',
    ],
    [
      '{"rules": {"install-script": {"action": "block", "were": {}}}}',
      '1:50: rules.install-script: there is no key of a rule named "were". Did you mean where?',
    ],
    [
      '{"rules": {"install-script": {"where": {"key": "x", "values": ["y"]}}}}',
      '1:30: rules.install-script: expected "action", found none.',
    ],
    ['{"rules": {"known-malware": "ask"}}', 'rules.known-malware: expected "block", an object or a list'],
    ['{"rules": {"known-malware": [{"action":"note"}]}}', 'rules.known-malware.0.action: expected "block"'],
    ['{"rules": {"low": {"action": "ask"}}}', 'rules.low: expected "allow", "note", "ask" or "block"'],
    [
      '{"checks": {"fresh-release": {\n"minAgeHour": 3}}}',
      '2:1: checks.fresh-release: there is no option of fresh-release named "minAgeHour". Did you mean minAgeHours?',
    ],
    [
      '{"checks": {"fresh-release": {"minAgeHours": "3"}}}',
      '1:46: checks.fresh-release.minAgeHours: expected a number, found "3".',
    ],
    [
      '{"checks": {"fresh-release": {"minAgeHours": -1}}}',
      'checks.fresh-release.minAgeHours: expected at least 0, found -1.',
    ],
    ['{"checks": {"fresh": {}}}', '1:13: checks: there is no check named "fresh".'],
    ['{"checks": {"deprecated": {"x": 1}}}', 'no option of deprecated named "x". There are none.'],
    ['{"onIncomplete": "ignore"}', '1:18: onIncomplete: expected "fail" or "warn", found "ignore".'],
    [`{"waivers": [${JSON.stringify({ ...waiver, check: 'typo' })}]}`, 'waivers.0.check: expected'],
    [`{"waivers": [${JSON.stringify({ ...waiver, until: 'x' })}]}`, 'no key of a waiver named "until"'],
    [`{"waivers": [${JSON.stringify({ ...waiver, expires: '2027-02-30' })}]}`, 'that the calendar has'],
    [`{"waivers": [${JSON.stringify({ ...waiver, expires: 'soon' })}]}`, 'expected a day as YYYY-MM-DD'],
    [
      `{"waivers": [${JSON.stringify({ ...waiver, versions: 'new' })}]}`,
      'or a range of versions, found "new"',
    ],
    [`{"waivers": [${JSON.stringify({ ...waiver, reason: ' ' })}]}`, 'waivers.0.reason: expected words'],
    [
      `{"waivers": [${JSON.stringify({ ...waiver, by: undefined })}]}`,
      '1:14: waivers.0: expected "by", found none.',
    ],
    [
      `{"waivers": [${JSON.stringify({ ...waiver, check: 'known-malware' })}]}`,
      'waivers.0: expected one exact version and its "integrity": known-malware is waived for one tarball alone',
    ],
    [
      '{"organisation": {"from": "npm:@acme/policy@1.0.0"}}',
      'organisation: expected "integrity", found none',
    ],
    [
      `{"organisation": {"from": "npm:@acme/policy@^1.0.0", "integrity": "${sha512}"}}`,
      'organisation.from: expected npm:<name>@<exact version>',
    ],
    ['{"advisoryMaxAgeDays": 0}', 'advisoryMaxAgeDays: expected at least 1, found 0.'],
    ['{"services": {"osv": "http://osv.example/"}}', 'services.osv: expected an https: URL'],
    [
      '{"services": {"downlods": "x"}}',
      'services: there is no service named "downlods". Did you mean downloads?',
    ],
    ['{"acceptedAbsences": ["malware"]}', 'acceptedAbsences.0: expected "advisories"'],
  ])('%s', async (text, message) => {
    const error = await read(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NpqError);
    expect(error).toMatchObject({ code: 'config-invalid' });
    expect((error as NpqError).message).toContain(message);
    expect((error as NpqError).message).toMatch(/^npq\.json:\d+:\d+: /);
  });

  it('the first in the file where there are several', async () => {
    await expect(read('{\n"rules": {"x": 1},\n"preset": 1,\n"y": 2 }')).rejects.toThrow(/^npq\.json:2:/);
  });

  it('however deep or long it is', async () => {
    await expect(read('['.repeat(500_000))).rejects.toThrow('npq.json:1:33: expected at most 32 levels');
    await expect(read(`"${'x'.repeat(2_000_000)}"`)).rejects.toThrow('expected at most 1048576 bytes');
  });
});

describe('what a layer may not say', () => {
  const own = '{\n "services": {} }';
  const pinned = `{ "organisation": { "from": "https://acme.example/npq.json", "integrity": "${sha512}" } }`;
  it.each([
    [own, 'project', '2:2: "services" belongs into an organisation\'s or your own'],
    [own, 'base', "not into a project's npq.json"],
    ['{ "advisoryFiles": [] }', 'organisation', "not into an organisation's npq.json"],
    ['{ "locked": [] }', 'user', '"locked" belongs into an organisation\'s, not into your own npq.json'],
    [pinned, 'project', '"organisation" belongs into your own'],
    [pinned, 'organisation', '"organisation" belongs into your own'],
  ] as const)('%s in the layer %s', async (text, origin, message) => {
    await expect(read(text, origin)).rejects.toThrow(message);
  });

  it.each(['project', 'base', 'user', 'organisation'] as const)(
    'may all be said of findings by %s',
    async (origin) => {
      const text = `{ "preset": "ci", "rules": {}, "checks": {}, "waivers": [], "onIncomplete": "fail" }`;
      expect((await read(text, origin)).settings).toHaveLength(2);
    },
  );
});

describe('any text', () => {
  const json = fc.json({ maxDepth: 4 });
  it('is understood as JSON.parse would, or refused with its place', async () => {
    const nearly = fc
      .tuple(json, fc.nat(), fc.constantFrom('', ',', '//', '}', '"', '\u0000', '\uFEFF'))
      .map(
        ([text, at, more]) =>
          text.slice(0, at % (text.length + 1)) + more + text.slice(at % (text.length + 1)),
      );
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, nearly, fc.string()), async (text) => {
        const error = await read(text).catch((thrown: unknown) => thrown);
        if (!(error instanceof Error)) return JSON.parse(text.replace(/^\uFEFF/, '')) !== undefined;
        return (
          error instanceof NpqError &&
          /^npq\.json:\d+:\d+: /.test(error.message) &&
          !/[\r\n]/.test(error.message)
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
