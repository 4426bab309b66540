import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NpqError } from '../../../src/errors.ts';
import { filesIn, fixture, fixtureNames, planOf } from './given.ts';

/** Whatever stands in a lockfile ends in a plan or in a typed error; nothing hangs, nothing leaks into objects. */

const lockfileIn = (texts: ReadonlyMap<string, string>) =>
  [...texts.keys()].find((path) => /^(?:yarn\.lock|pnpm-lock\.yaml|bun\.lock)$/.test(path)) ?? '';

async function endsWell(texts: ReadonlyMap<string, string>): Promise<void> {
  try {
    const { packages } = await planOf(texts);
    for (const { key, name, version } of packages) {
      expect([typeof key, typeof name, typeof version]).toEqual(['string', 'string', 'string']);
    }
  } catch (error) {
    if (!(error instanceof NpqError)) throw error;
    expect(error.message).toMatch(/^Expected /);
    expect(error.hint).not.toBe('');
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
}

const snippets = fc.constantFrom(
  ...['__proto__', 'constructor', 'toString', '"__proto__": {"polluted": true},', '\n__proto__:\n  a: b\n'],
  ...['&a [*a, *a]', '*b', '!!js/function x', '<<: *a', '---\n', '...\n', '{', '}', '[', ']', '"', "'", '\t'],
  ...[
    'null',
    '~',
    '0',
    '-1',
    '1e999',
    'true',
    '\u0000',
    '\u202e',
    '\ud800',
    '../../..',
    'npm:',
    '@',
    '/',
    '#',
    '::',
  ],
  ...[
    'link:',
    'file:',
    'workspace:',
    'patch:',
    'exec:',
    'git+ssh://',
    'https://',
    'catalog:',
    '%zz',
    'a'.repeat(3000),
  ],
);

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), text: snippets }),
  fc.record({ kind: fc.constant('replace' as const), at: fc.nat(), length: fc.nat(40), text: snippets }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.nat(400) }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(), length: fc.nat(400) }),
  fc.record({ kind: fc.constant('truncate' as const), at: fc.nat() }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutated(text: string, change: Mutation): string {
  const at = change.at % (text.length + 1);
  switch (change.kind) {
    case 'insert':
      return text.slice(0, at) + change.text + text.slice(at);
    case 'replace':
      return text.slice(0, at) + change.text + text.slice(at + change.length);
    case 'cut':
      return text.slice(0, at) + text.slice(at + change.length);
    case 'repeat':
      return text.slice(0, at + change.length) + text.slice(at);
    case 'truncate':
      return text.slice(0, at);
  }
}

describe.each(fixtureNames)('a lockfile of %s that somebody damaged', (name) => {
  it('ends in a plan or a typed error', async () => {
    const honest = fixture(name);
    const file = lockfileIn(honest);
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (changes) => {
        const text = changes.reduce(mutated, honest.get(file) ?? '');
        await endsWell(new Map(honest).set(file, text));
      }),
      { numRuns: 150 },
    );
  });

  it('so does a damaged package.json', async () => {
    const honest = fixture(name);
    await fc.assert(
      fc.asyncProperty(mutation, async (change) => {
        const text = mutated(honest.get('package.json') ?? '', change);
        await endsWell(new Map(honest).set('package.json', text));
      }),
      { numRuns: 60 },
    );
  });
});

const manifest = (dependencies: object) => JSON.stringify({ name: 'app', version: '1.0.0', dependencies });

async function refused(file: string, text: string, dependencies: object = {}): Promise<string> {
  const texts = new Map([
    ['package.json', manifest(dependencies)],
    [file, text],
  ]);
  const failure = await planOf(texts).then(
    () => 'accepted',
    (error: unknown) => {
      if (!(error instanceof NpqError)) throw error;
      return error.message;
    },
  );
  return failure;
}

describe('a lockfile made to hurt', () => {
  const deep = 50_000;

  it.each([
    ['yarn.lock', `__metadata:\n  version: 8\n\na: ${'['.repeat(deep)}`],
    ['pnpm-lock.yaml', `lockfileVersion: '9.0'\npackages: ${'{a: '.repeat(deep)}`],
    ['bun.lock', `{"lockfileVersion": 1, "packages": ${'['.repeat(deep)}`],
  ])('nests without end (%s)', async (file, text) => {
    expect(await refused(file, text)).toMatch(/^Expected /);
  });

  it('multiplies by aliases', async () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `    d${index}: 1.0.0`).join('\n');
    const packages = Array.from({ length: 3_000 }, (_, index) => `  d${index}@1.0.0: *all`).join('\n');
    const text = `lockfileVersion: '9.0'\nx: &all\n  dependencies:\n${names}\npackages:\n${packages}\n`;
    expect(await refused('pnpm-lock.yaml', text)).toMatch(/at most 500000 dependencies, found more/);
  });

  it('holds itself, or billions, where a text or names are expected', async () => {
    const doubling = Array.from(
      { length: 40 },
      (_, n) => `x${n}: &x${n} [${n === 0 ? 'a' : `*x${n - 1}, *x${n - 1}`}]`,
    );
    const texts = {
      itself: '&all [*all, *all]\n',
      billions: `lockfileVersion: '9.0'\n${doubling.join('\n')}\npackages: *x39\n`,
      version: `${doubling.join('\n')}\nlockfileVersion: *x39\n`,
    };
    for (const [what, text] of Object.entries(texts)) {
      expect(await refused('pnpm-lock.yaml', text), what).toMatch(/found \[…\]/);
    }
  });

  it('has a name that no registry could have', async () => {
    for (const name of ['../../evil', '@a/../b', 'a/b/c', '.', 'a%2fb', 'a b']) {
      const text = `# yarn lockfile v1\n\n"${name}@^1.0.0":\n  version "1.0.0"\n`;
      expect(await refused('yarn.lock', text)).toMatch(/which no registry has|found the key/);
    }
  });

  it('has a version that is none', async () => {
    const text = '# yarn lockfile v1\n\na@^1.0.0:\n  version "../../evil"\n';
    expect(await refused('yarn.lock', text, { a: '^1.0.0' })).toMatch(/which no registry has/);
  });

  it('names an entry twice, so that two readers take two', async () => {
    const entry = '"a": ["a@1.0.0", "", {}, "sha512-x"],';
    const text = `{"lockfileVersion": 1, "workspaces": {}, "packages": {${entry}${entry}}}`;
    expect(await refused('bun.lock', text)).toMatch(/found "a" twice/);
    const doubled = `lockfileVersion: '9.0'\npackages:\n  a@1.0.0: {}\n  a@1.0.0: {}\n`;
    expect(await refused('pnpm-lock.yaml', doubled)).toMatch(/duplicated mapping key/);
  });

  it.each(['yarn.lock', 'pnpm-lock.yaml', 'bun.lock'])('hides a key named __proto__ (%s)', async (file) => {
    const texts = {
      'yarn.lock': '# yarn lockfile v1\n\n__proto__:\n  version "1.0.0"\n',
      'pnpm-lock.yaml': `lockfileVersion: '9.0'\npackages:\n  __proto__:\n    polluted: yes\n`,
      'bun.lock': '{"lockfileVersion": 1, "packages": {"__proto__": ["a@1.0.0", "", {}, "x"]}}',
    };
    const said = await refused(file, texts[file as keyof typeof texts]);
    // bun's is read into maps, where it is a name like any other.
    if (file !== 'bun.lock') expect(said).toMatch(/__proto__/);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('merges what pnpm reads as keys of the entry itself, and a plain reader as one named <<', async () => {
    const entry = (more: string) =>
      `lockfileVersion: '9.0'\nx: &git {type: git, repo: https://evil.example/a.git, commit: ${'0'.repeat(40)}}\n` +
      `importers:\n  .:\n    dependencies:\n      a: {specifier: ^1.0.0, version: 1.0.0}\n` +
      `packages:\n  a@1.0.0:\n    resolution: {integrity: sha512-x${more}}\nsnapshots:\n  a@1.0.0: {}\n`;
    for (const more of [', <<: *git', ', "<<": *git', ', <<: [*git]']) {
      expect(await refused('pnpm-lock.yaml', entry(more), { a: '^1.0.0' })).toMatch(/a key named <</);
    }
  });

  it('comes with a package.json that hides such a key', async () => {
    const hidden = '{"name": "app", "dependencies": {"__proto__": "1.0.0"}}';
    const texts = fixture('bun-1.4.5').set('package.json', hidden);
    await expect(planOf(texts)).rejects.toThrow(/a key named __proto__/);
  });

  it('is larger than any honest one, or no file at all', async () => {
    const texts = new Map([
      ['package.json', manifest({})],
      ['bun.lock', '{}'],
    ]);
    const files = filesIn(texts);
    const { foreignPlan } = await import('../../../src/plan/foreign/foreign-plan.ts');
    const asked = (info: { kind: 'file' | 'other'; size: number }) =>
      foreignPlan({
        files: { ...files, info: async (path) => (path.endsWith('.lock') ? info : files.info(path)) },
        ...{ root: '/project', config: { layers: [] }, options: {}, permits: new Set() },
        packuments: { registryFor: () => 'https://registry.example/' },
      });
    await expect(asked({ kind: 'file', size: 2 ** 31 })).rejects.toThrow(/at most 33554432 bytes/);
    await expect(asked({ kind: 'other', size: 0 })).rejects.toThrow(/found no plain file/);
  });
});
