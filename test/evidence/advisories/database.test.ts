import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDatabase } from '../../../src/evidence/advisories/database/encode.ts';
import { DatabaseDamaged, hashOf } from '../../../src/evidence/advisories/database/format.ts';
import { type Database, openDatabase } from '../../../src/evidence/advisories/database/open.ts';

const newest = '2026-05-31T22:00:00.000Z';
const times = {
  unreadable: 0,
  newest,
  madeAt: '2026-06-01T08:00:00.000Z',
  wholeAt: '2026-05-20T08:00:00.000Z',
};

function open(bytes: Uint8Array): Promise<Database> {
  const buffer = Buffer.from(bytes);
  return openDatabase({
    size: buffer.length,
    read: async (offset, length) => buffer.subarray(offset, offset + length),
    close: async () => {},
  });
}

const content = (names: readonly string[]) =>
  new Map(names.map((name, index) => [name, [JSON.stringify({ id: `MAL-${index}`, name })]]));

async function everything(database: Database): Promise<Map<string, readonly unknown[]>> {
  const all = new Map<string, readonly unknown[]>();
  for await (const { name, records } of database.all()) all.set(name, records);
  return all;
}

describe('the database', () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `package-${index}`);
  const bytes = encodeDatabase(content(names), times);

  it('has what was put in, and nothing of what was not', async () => {
    const database = await open(bytes);
    const found = await database.lookUp([...names, 'other', '@scope/other']);
    expect(found.size).toBe(1_000);
    expect(found.get('package-7')).toEqual([{ id: 'MAL-7', name: 'package-7' }]);
    expect(found.has('other')).toBe(false);
  });

  it('says of itself what it holds', async () => {
    const { header } = await open(bytes);
    expect(header).toEqual({ ...times, records: 1_000, names: 1_000 });
  });

  it('can be empty', async () => {
    const database = await open(encodeDatabase(new Map(), times));
    expect(await database.lookUp(['left-pad'])).toEqual(new Map());
    expect(await everything(database)).toEqual(new Map());
  });

  it('takes names that objects inherit for names like others', async () => {
    const odd = ['constructor', '__proto__', 'toString'];
    const database = await open(encodeDatabase(content(['constructor']), times));
    expect([...(await database.lookUp(odd)).keys()]).toEqual(['constructor']);
  });

  it('gives back whatever was put in', async () => {
    const name = fc.string({ unit: 'binary', maxLength: 30 });
    const records = fc.array(
      fc.jsonValue().map((value) => JSON.stringify(value)),
      { minLength: 1, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(name, records), { selector: ([key]) => hashOf(key) }),
        async (all) => {
          const database = await open(encodeDatabase(new Map(all), times));
          const expected = new Map(all.map(([key, texts]) => [key, texts.map((text) => JSON.parse(text))]));
          expect(await everything(database)).toEqual(expected);
          expect(await database.lookUp(expected.keys())).toEqual(expected);
        },
      ),
    );
  });
});

describe('a damaged database', () => {
  const names = Array.from({ length: 200 }, (_, index) => `package-${index}`);
  const bytes = Buffer.from(encodeDatabase(content(names), times));
  const expected = new Map(names.map((name, index) => [name, [{ id: `MAL-${index}`, name }]]));

  /** Undefined where the damage was noticed. */
  async function read(from: Buffer): Promise<ReadonlyMap<string, readonly unknown[]> | undefined> {
    try {
      return await (await open(from)).lookUp(names);
    } catch (error) {
      if (!(error instanceof DatabaseDamaged)) throw error;
      return undefined;
    }
  }

  it('never answers something else than what was written, whichever byte is wrong', async () => {
    const changed = (at: number) => {
      const other = Buffer.from(bytes);
      other[at] = (other[at] ?? 0) ^ 0x40;
      return other;
    };
    const answers = await Promise.all(Array.from(bytes.keys(), (at) => read(changed(at))));
    expect(answers.filter((answer) => answer !== undefined)).toEqual([]);
  });

  it('is noticed wherever it was cut off, or when something was added', async () => {
    const answers = await Promise.all(Array.from(bytes.keys(), (size) => read(bytes.subarray(0, size))));
    expect(answers.filter((answer) => answer !== undefined)).toEqual([]);
    expect(await read(Buffer.concat([bytes, Buffer.from('x')]))).toBeUndefined();
    expect(await read(bytes)).toEqual(expected);
  });

  it('is noticed where it is noise, or another kind of file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (noise) => {
        expect(await read(Buffer.from(noise))).toBeUndefined();
        expect(await read(Buffer.concat([bytes.subarray(0, 8), noise]))).toBeUndefined();
      }),
    );
  });

  it('closes its file', async () => {
    let closed = 0;
    const close = async () => {
      closed += 1;
    };
    const file = { size: 0, read: async () => Buffer.alloc(0), close };
    await expect(openDatabase(file)).rejects.toThrow(DatabaseDamaged);
    expect(closed).toBe(1);
  });
});
