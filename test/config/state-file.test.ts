import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { openStateFile, orNoted } from '../../src/config/state-file.ts';
import type { Files } from '../../src/host/host.ts';

const path = '/state/names.json';
const aside = `${path}.broken-2026-11-20T10-00-00-000Z`;

/** A disk in memory. */
function open(text?: string, ports: Partial<Files> = {}) {
  const disk = new Map<string, string>(text === undefined ? [] : [[path, text]]);
  const unused = () => Promise.reject(new Error('not for state files'));
  const files: Files = {
    readText: async (file) => disk.get(file),
    writeAtomic: async (file, content) => void disk.set(file, content.toString()),
    replace: async (file, content) => void disk.set(file, content.toString()),
    exclusively: (_file, work) => work(),
    exclusivelyForLong: (_file, work) => work(),
    remove: async (file) => void disk.delete(file),
    ...{
      readBytes: unused,
      append: unused,
      writeSpare: unused,
      rewrite: unused,
      readOnly: unused,
      writeProgram: unused,
      list: unused,
      info: unused,
      realPath: unused,
      makeTempDir: unused,
      openForReading: unused,
      scratch: unused,
    },
    ...ports,
  };
  const clock = {
    now: () => new Date('2026-11-20T10:00:00Z'),
    monotonicMs: () => 0,
    every: () => () => {},
  };
  const schema = v.array(v.string());
  const file = openStateFile<string[]>({ host: { files, clock }, path, schema, empty: [], what: 'names' });
  return { disk, file };
}

describe('a state file', () => {
  it('is empty where there is none', async () => {
    expect(await open().file.read()).toEqual({ value: [], notes: [] });
  });

  it('gives back what was kept', async () => {
    const { file, disk } = open();
    await file.update((names) => [...names, 'ada']);
    await file.update((names) => [...names, 'grace']);
    expect(await file.read()).toEqual({ value: ['ada', 'grace'], notes: [] });
    expect(disk.get(path)).toMatch(/^\{\n {2}"version": 1,/);
  });

  it.each([
    ['{', /JSON/],
    ['[]', /no version and content/],
    ['{"version":1}', /no version and content/],
    ['{"version":0,"content":[]}', /version 0 was never written/],
    ['{"version":1,"content":["ada",7]}', /1: Invalid type/],
    ['{"version":1,"content":[],"more":1}', /no version and content/],
  ])('that is broken is set aside whole and told: %s', async (text, why) => {
    const { file, disk } = open(text);
    const { value, notes } = await file.read();
    expect(value).toEqual([]);
    expect(notes).toEqual([expect.stringMatching(why)]);
    expect([...disk]).toEqual([[aside, text]]);
  });

  it('of a newer npq is neither read nor replaced', async () => {
    const text = '{"version":2,"content":{}}';
    const { file, disk } = open(text);
    await file.update(() => ['lost']);
    const { value, notes } = await file.read();
    expect(value).toEqual([]);
    expect(notes).toEqual([expect.stringContaining('written by a newer npq')]);
    expect([...disk]).toEqual([[path, text]]);
  });

  it('that cannot be written is a typed error with the way on', async () => {
    const { file } = open(undefined, {
      writeAtomic: () => Promise.reject(Object.assign(new Error('EROFS'), { code: 'EROFS' })),
    });
    await expect(file.update(() => ['x'])).rejects.toMatchObject({
      code: 'state-unwritable',
      hint: expect.stringContaining('NPQ_HOME'),
    });
  });

  it('that cannot be written twice is told once', async () => {
    const { file } = open(undefined, {
      writeAtomic: () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })),
    });
    const notes: string[] = [];
    for (const name of ['ada', 'grace'])
      await orNoted(
        file.update(() => [name]),
        notes,
      );
    expect(notes).toEqual([expect.stringContaining('ENOSPC')]);
  });

  it('of any content is read or set aside, never thrown', async () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => `{"version":1,"content":${json}}`),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { file, disk } = open(text);
        const { value, notes } = await file.read();
        expect(Array.isArray(value)).toBe(true);
        expect([...disk.values()]).toEqual([text]);
        expect(disk.has(aside)).toBe(notes.length > 0 && !notes[0]?.includes('newer npq'));
      }),
    );
  });
});
