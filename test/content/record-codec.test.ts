import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentRules, emptyRecord } from '../../src/content/record.ts';
import { decodeContent, encodeContent, type KeptContent } from '../../src/content/record-codec.ts';
import { capabilities, traitKinds } from '../../src/model/code-signs.ts';
import { aPackageOf } from './difference/given.ts';

const content = aPackageOf({
  scripts: { postinstall: 'node x' },
  optional: { dep: '1' },
  files: {
    'a.js': {
      ...{ capabilities: ['network'], hosts: ['a.example'], format: 'ELF', unread: 'too deep', size: 7 },
      traits: [{ kind: 'sink', line: 1, excerpt: 'x', what: 'a.example', hidden: true }, 'decodes'],
    },
  },
  manifest: { gypfile: false, bins: '[["a","a.js"]]', binFolder: 'bin', bundled: ['b'] },
  code: {
    install: {
      files: [{ path: 'x.js', depth: 0, by: 'postinstall' }],
      missing: ['y.js'],
      named: [{ path: 'z.js', by: 'x.js' }],
      computed: [{ path: 'x.js', line: 3, excerpt: 'require(a)' }],
      more: true,
    },
    load: ['a.js'],
    gyp: {
      commands: [{ path: 'binding.gyp', line: 1, command: 'node x' }],
      hasSources: false,
      unread: 'nested too deep',
    },
  },
});
const full: KeptContent = {
  content: { ...content, oddities: [{ path: '../x', what: 'leaves the package' }] },
  texts: new Map([['node_modules/b/package.json', '{"name":"b"}']]),
  parts: new Map([['node_modules/b', emptyRecord]]),
};
const { sha512 } = content;
const encoded = (kept: KeptContent) => encodeContent(kept) ?? Buffer.alloc(0);

/** An entry as another npq would have written it, with a hash that is right. */
function rewritten(change: (entry: string) => string, kept = full): Buffer {
  const [head = '', body = ''] = encoded(kept).toString().split('\n');
  const changed = change(body);
  const hash = createHash('sha256').update(changed).digest('base64url');
  return Buffer.from(`${head.slice(0, head.lastIndexOf(' '))} ${hash}\n${changed}`);
}

describe('what was read of a tarball', () => {
  it('comes back as it was, with everything in it', () => {
    expect(decodeContent(encoded(full), sha512)).toEqual(full);
    const bare = { content: aPackageOf({ code: 'none' }), texts: new Map<string, string>() };
    expect(decodeContent(encoded(bare), sha512)).toEqual(bare);
  });

  it('comes back whatever strangers named their files and wrote into them', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('__proto__', 'constructor', '\ud800', '\u2028\n\0', '﻿'),
    );
    fc.assert(
      fc.property(
        fc.dictionary(
          text,
          fc.record({ kind: fc.constantFrom(...traitKinds), excerpt: text, line: fc.nat() }),
        ),
        fc.subarray([...capabilities]),
        fc.array(fc.tuple(text, text)),
        (traits, able, texts) => {
          const files = Object.fromEntries(
            Object.entries(traits).map(([path, trait]) => [
              path,
              { traits: [trait], capabilities: able, entropy: 0.1 + 0.2, hosts: [path] },
            ]),
          );
          const kept = { content: aPackageOf({ files }), texts: new Map(texts) };
          expect(decodeContent(encoded(kept), sha512)).toEqual(kept);
        },
      ),
    );
  });

  it('is not kept where it is larger than what can be read back quickly', () => {
    const long = 'x'.repeat(4 * 1024 * 1024);
    expect(encodeContent({ content, texts: new Map([['a', long]]) })).toBeUndefined();
    expect(encodeContent({ content, texts: new Map([['a', long.slice(10_000)]]) })).toBeDefined();
  });
});

describe('an entry is none', () => {
  it('where any byte of it is another, or missing', () => {
    const bytes = encoded(full);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const damaged = Buffer.from(bytes);
        damaged[at] = ((damaged[at] ?? 0) + by) % 256;
        expect(decodeContent(damaged, sha512)).toBeUndefined();
        expect(decodeContent(bytes.subarray(0, at), sha512)).toBeUndefined();
      }),
    );
  });

  it('where it is about other bytes', () => {
    expect(decodeContent(encoded(full), 'sha512-other')).toBeUndefined();
  });

  it.each([
    ['a record of other rules', `"rules":${contentRules}`, `"rules":${contentRules + 1}`],
    ['a trait that nobody knows', '"kind":"sink"', '"kind":"sunk"'],
    ['a field that nobody knows', '"packedSize"', '"extra":1,"packedSize"'],
    ['a field that is missing', '"homes":[],', ''],
    ['a number that is none', '"unpackedSize":', '"unpackedSize":"1","x":'],
  ])('for %s, though its hash is right', (_title, from, to) => {
    expect(
      decodeContent(
        rewritten((body) => body),
        sha512,
      ),
    ).toEqual(full);
    const changed = rewritten((body) => body.replace(from, to));
    expect(changed.equals(encoded(full))).toBe(false);
    expect(decodeContent(changed, sha512)).toBeUndefined();
  });

  it('of other rules in a part', () => {
    const old = { ...full, parts: new Map([['node_modules/b', { ...emptyRecord, rules: 0 }]]) };
    expect(decodeContent(encoded(old), sha512)).toBeUndefined();
  });

  it('under a mark of other rules', () => {
    const text = encoded(full).toString();
    const other = text.replace(/^npq content (\d+)\.(\d+)/, (_all, shape) => `npq content ${shape}.999`);
    expect(decodeContent(Buffer.from(other), sha512)).toBeUndefined();
  });
});
