import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openZip } from '../../../src/evidence/advisories/database/zip-content.ts';
import type { ZipLimits } from '../../../src/evidence/advisories/database/zip-directory.ts';
import { ZipError } from '../../../src/evidence/advisories/database/zip-error.ts';
import { type ZipEnd, type ZipFile, zipOf } from '../../world/zip.ts';

const roomy: ZipLimits = {
  entries: 1_000,
  directoryBytes: 1_000_000,
  entryBytes: 100_000,
  contentBytes: 1_000_000,
};

function inMemory(bytes: Buffer) {
  return {
    size: bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  };
}

async function unzip(bytes: Buffer, limits: Partial<ZipLimits> = {}): Promise<readonly string[]> {
  const { count, contents } = await openZip(inMemory(bytes), { ...roomy, ...limits });
  const texts: string[] = [];
  for await (const content of contents) texts.push(content.toString('utf8'));
  expect(texts).toHaveLength(count);
  return texts;
}

/** The problem, and never anything but a ZipError. */
async function problem(bytes: Buffer, limits: Partial<ZipLimits> = {}): Promise<string> {
  try {
    await unzip(bytes, limits);
    return 'none';
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    return error.problem;
  }
}

const a: ZipFile = { name: 'a.json', content: '{"id":"a"}' };
const b: ZipFile = { name: 'b.json', content: '{"id":"b"}'.repeat(50) };
const text = (file: ZipFile) => file.content.toString();

describe('a sound archive', () => {
  it.each<[string, readonly ZipFile[], ZipEnd]>([
    ['deflated', [a, b], {}],
    ['stored', [{ ...a, stored: true }, b], {}],
    ['with nothing in it', [], {}],
    ['with an empty file', [{ name: 'empty', content: '' }, a], {}],
    ['with a comment, which may look like an end', [a], { comment: 'PK\u0005\u0006 and more' }],
    ['of the large kind', [{ ...a, zip64: true }, b], { zip64: true }],
  ])('%s is read to its last byte', async (_what, files, end) => {
    expect(await unzip(zipOf(files, end))).toEqual(files.map(text));
  });

  it('is read in the order of the file, whatever the order of its directory', async () => {
    const many = Array.from({ length: 300 }, (_, index) => ({
      name: `${index}`,
      content: `${index}`.repeat(900),
    }));
    expect(await unzip(zipOf(many))).toEqual(many.map(text));
  });

  it('has names that are only compared: they lead nowhere', async () => {
    const files = ['../../etc/passwd', '/etc/passwd', 'C:\\x', 'nul\u0000', 'folder/'].map((name) => ({
      ...{ name, content: name },
    }));
    expect(await unzip(zipOf(files))).toEqual(files.map(text));
  });
});

describe('an archive that lies is refused as a whole:', () => {
  const bomb = { name: 'bomb', content: '', packed: deflateRawSync(Buffer.alloc(50_000_000)) };
  it.each<[string, Buffer, string]>([
    ['nothing at all', Buffer.alloc(0), 'not-a-zip'],
    ['a page', Buffer.from('<html>Please sign in</html>'), 'not-a-zip'],
    ['its first half', zipOf([a, b]).subarray(0, 60), 'not-a-zip'],
    ['cut off within its end', zipOf([a, b]).subarray(0, -1), 'not-a-zip'],
    ['with something after its end', Buffer.concat([zipOf([a]), Buffer.from('x')]), 'not-a-zip'],
    ['with its beginning cut off', zipOf([a, b]).subarray(20), 'inconsistent'],
    ['a bomb that promises little', zipOf([{ ...bomb, says: { size: 10 } }]), 'wrong-size'],
    ['a bomb that promises much', zipOf([{ ...bomb, says: { size: 50_000_000 } }]), 'too-large'],
    ['a size too small', zipOf([{ ...b, says: { size: 10 } }]), 'wrong-size'],
    ['a size too large', zipOf([{ ...b, says: { size: 5_000 } }]), 'wrong-size'],
    ['a stored size that is none', zipOf([{ ...a, stored: true, says: { size: 4 } }]), 'wrong-size'],
    [
      'a packed size that reaches into the next',
      zipOf([{ ...a, says: { packedSize: 60 } }, b]),
      'inconsistent',
    ],
    ['a packed size that cuts off', zipOf([{ ...b, says: { packedSize: 5 } }]), 'wrong-size'],
    ['a checksum of something else', zipOf([{ ...a, says: { checksum: 1 } }]), 'wrong-checksum'],
    ['bytes that are not deflated', zipOf([{ ...a, packed: Buffer.alloc(12, 0xff) }]), 'wrong-size'],
    ['two entries in one place', zipOf([a, { ...b, says: { offset: 0 } }]), 'inconsistent'],
    ['an entry beyond its end', zipOf([{ ...a, says: { offset: 9_999 } }]), 'inconsistent'],
    ['an entry within another', zipOf([b, { ...a, says: { offset: 35 } }]), 'inconsistent'],
    ['two entries of one name', zipOf([a, { ...b, name: 'a.json' }]), 'duplicate-name'],
    ['a header with another name', zipOf([{ ...a, header: { name: 'c.json' } }]), 'inconsistent'],
    ['a header with another method', zipOf([{ ...a, header: { method: 0 } }]), 'inconsistent'],
    ['encrypted', zipOf([{ ...a, says: { flags: 1 } }]), 'encrypted'],
    ['encrypted in its header', zipOf([{ ...a, header: { flags: 1 } }]), 'encrypted'],
    ['strongly encrypted', zipOf([{ ...a, says: { flags: 0x41 } }]), 'encrypted'],
    ['a method nobody knows', zipOf([{ ...a, says: { method: 99 } }]), 'unsupported'],
    ['more entries than it has', zipOf([a], { entries: 2 }), 'inconsistent'],
    ['fewer entries than it has', zipOf([a, b], { entries: 1 }), 'inconsistent'],
    ['a directory that is elsewhere', zipOf([a], { offset: 3 }), 'inconsistent'],
    ['a directory beyond its end', zipOf([a], { offset: 9_999 }), 'inconsistent'],
    ['a large kind with an offset beyond all numbers', hugeOffset(), 'inconsistent'],
  ])('%s', async (_what, bytes, expected) => {
    expect(await problem(bytes)).toBe(expected);
  });

  it.each<[string, Partial<ZipLimits>, string]>([
    ['entries', { entries: 1 }, 'too-many-entries'],
    ['bytes in one', { entryBytes: 400 }, 'too-large'],
    ['bytes in all', { contentBytes: 505 }, 'too-large'],
    ['bytes of directory', { directoryBytes: 80 }, 'too-large'],
  ])('more %s than allowed', async (_what, limits, expected) => {
    expect(await problem(zipOf([a, b]), limits)).toBe(expected);
  });

  it('a bomb is left before it has unpacked', async () => {
    await expect(unzip(zipOf([{ ...bomb, says: { size: 10 } }]))).rejects.toThrow(/cannot be unpacked/);
  });

  it('entries that lie in each other are refused before any is unpacked', async () => {
    await expect(openZip(inMemory(zipOf([a, { ...b, says: { offset: 0 } }])), roomy)).rejects.toThrow(
      /reaches/,
    );
  });

  it('exactly as many as allowed are fine', async () => {
    const limits = { entries: 2, entryBytes: 500, contentBytes: 510 };
    expect(await problem(zipOf([a, b]), limits)).toBe('none');
  });
});

function hugeOffset(): Buffer {
  const bytes = zipOf([a], { zip64: true });
  bytes.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, bytes.length - 22 - 20 - 56 + 48);
  return bytes;
}

describe('whatever the bytes are', () => {
  const sound = zipOf([a, b, { ...a, name: 'c', stored: true }], { zip64: true });

  it('noise is a ZipError or content, never anything else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        expect(await problem(Buffer.from(noise))).not.toBe('none');
      }),
    );
  });

  it('a few bytes changed, or a part lost, never change the content unnoticed', async () => {
    const content = await unzip(sound);
    const place = fc.nat(sound.length - 1);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 4 }),
        async (changes) => {
          const bytes = Buffer.from(sound);
          for (const [at, value] of changes) bytes[at] = value;
          if ((await problem(bytes)) === 'none') expect(await unzip(bytes)).toEqual(content);
        },
      ),
      { numRuns: 500 },
    );
  });
});
