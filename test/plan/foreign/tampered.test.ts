import { describe, expect, it } from 'vitest';
import { fixture, planOf } from './given.ts';

/** One changed entry in an honest lockfile, and what the plan records of it. */

interface Forgery {
  readonly what: string;
  readonly in: string;
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly kind: 'form' | 'name' | 'range';
  readonly found: RegExp;
}

const isEven = /version "1\.0\.0"\n {2}resolved "https:\/\/registry\.example\/is-even[^"]*"/;

const forgeries: readonly Forgery[] = [
  {
    ...{ what: 'a stranger’s address for a registry’s package', in: 'yarn-1', file: 'yarn.lock' },
    ...{ from: 'https://registry.example/is-even/', to: 'https://evil.example/is-even/' },
    ...{ kind: 'form', found: /a tarball from evil\.example/ },
  },
  {
    ...{ what: 'a repository for a registry’s package', in: 'yarn-1', file: 'yarn.lock' },
    from: isEven,
    to: `version "1.0.0"\n  resolved "git+ssh://git@evil.example/x.git#${'a'.repeat(40)}"`,
    ...{ kind: 'form', found: /a git repository/ },
  },
  {
    ...{ what: 'a version that does not satisfy', in: 'yarn-1', file: 'yarn.lock' },
    ...{ from: isEven, to: 'version "0.9.0"', kind: 'range', found: /version 0\.9\.0/ },
  },
  {
    ...{ what: 'a folder for a registry’s package', in: 'yarn-1', file: 'yarn.lock' },
    ...{
      from: isEven,
      to: 'version "1.0.0"\n  resolved "file:./evil"',
      kind: 'form',
      found: /directory \/project\/evil/,
    },
  },
  {
    ...{ what: 'another address for a tarball', in: 'yarn-1', file: 'yarn.lock' },
    ...{ from: 'resolved "https://tarballs.example/', to: 'resolved "https://evil.example/' },
    ...{ kind: 'form', found: /a tarball from evil\.example/ },
  },
  {
    ...{ what: 'another package', in: 'yarn-4.18.1', file: 'yarn.lock' },
    ...{ from: 'resolution: "is-even@npm:1.0.0"', to: 'resolution: "evil@npm:1.0.0"' },
    ...{ kind: 'name', found: /the package evil/ },
  },
  {
    ...{ what: 'an archive elsewhere', in: 'yarn-4.18.1', file: 'yarn.lock' },
    from: 'resolution: "is-even@npm:1.0.0"',
    to: 'resolution: "is-even@npm:1.0.0::__archiveUrl=https%3A%2F%2Fevil.example%2Fx.tgz"',
    ...{ kind: 'form', found: /a tarball from evil\.example/ },
  },
  {
    ...{ what: 'a link', in: 'yarn-4.18.1', file: 'yarn.lock' },
    ...{ from: 'resolution: "is-even@npm:1.0.0"', to: 'resolution: "is-even@link:./evil"' },
    ...{ kind: 'form', found: /directory \/project\/evil/ },
  },
  {
    ...{ what: 'a script', in: 'yarn-4.18.1', file: 'yarn.lock' },
    ...{ from: 'resolution: "is-even@npm:1.0.0"', to: 'resolution: "is-even@exec:./evil.js"' },
    ...{ kind: 'form', found: /file \/project\/evil\.js/ },
  },
  {
    ...{ what: 'a folder that is called a workspace and is none', in: 'yarn-4.18.1', file: 'yarn.lock' },
    ...{ from: 'resolution: "is-even@npm:1.0.0"', to: 'resolution: "is-even@workspace:evil"' },
    ...{ kind: 'form', found: /directory \/project\/evil/ },
  },
  {
    ...{ what: 'a workspace under the name of another', in: 'yarn-4.18.1', file: 'yarn.lock' },
    ...{ from: 'resolution: "is-even@npm:1.0.0"', to: 'resolution: "is-even@workspace:packages/lib"' },
    ...{ kind: 'form', found: /directory \/project\/packages\/lib/ },
  },
  {
    ...{ what: 'a stranger’s tarball', in: 'pnpm-9.15.9', file: 'pnpm-lock.yaml' },
    from: /(is-even@1\.0\.0:\n {4}resolution: \{integrity: [^}]*)\}/,
    ...{
      to: '$1, tarball: https://evil.example/x.tgz}',
      kind: 'form',
      found: /a tarball from evil\.example/,
    },
  },
  {
    ...{ what: 'a stranger’s tarball in capital letters', in: 'pnpm-9.15.9', file: 'pnpm-lock.yaml' },
    from: /(is-even@1\.0\.0:\n {4}resolution: )\{[^}]*\}/,
    ...{ to: '$1{tarball: HTTPS://evil.example/x.tgz}', kind: 'form', found: /a tarball from evil\.example/ },
  },
  {
    ...{ what: 'a stranger’s tarball by the registry’s protocol', in: 'pnpm-9.15.9', file: 'pnpm-lock.yaml' },
    from: /(is-even@1\.0\.0:\n {4}resolution: )\{[^}]*\}/,
    ...{ to: '$1{tarball: //evil.example/x.tgz}', kind: 'form', found: /a tarball from evil\.example/ },
  },
  {
    ...{ what: 'another package, and one for show', in: 'bun-1.4.5', file: 'bun.lock' },
    from: /( *)("is-even": )(\["is-even@1\.0\.0".*)/,
    to: '$1"app/is-even": $3\n$1$2["evil@1.0.0", "", {}, "sha512-x"],',
    ...{ kind: 'name', found: /the package evil/ },
  },
  {
    ...{ what: 'another package for the project’s own wish', in: 'pnpm-9.15.9', file: 'pnpm-lock.yaml' },
    ...{
      from: 'specifier: ^1.0.0\n        version: 1.0.0',
      to: 'specifier: ^1.0.0\n        version: ms@2.1.3',
    },
    ...{ kind: 'name', found: /the package ms/ },
  },
  {
    ...{ what: 'a link for the project’s own wish', in: 'pnpm-9.15.9', file: 'pnpm-lock.yaml' },
    ...{
      from: 'specifier: ^1.0.0\n        version: 1.0.0',
      to: 'specifier: ^1.0.0\n        version: link:evil',
    },
    ...{ kind: 'form', found: /directory \/project\/evil/ },
  },
  {
    ...{ what: 'a repository', in: 'pnpm-8.15.9', file: 'pnpm-lock.yaml' },
    from: /(\/is-even@1\.0\.0:\n {4}resolution: )\{[^}]*\}/,
    to: `$1{type: git, repo: https://evil.example/x.git, commit: ${'a'.repeat(40)}}`,
    ...{ kind: 'form', found: /a git repository/ },
  },
  {
    ...{ what: 'a folder', in: 'pnpm-6.35.1', file: 'pnpm-lock.yaml' },
    from: /(\/is-even\/1\.0\.0:\n {4}resolution: )\{[^}]*\}/,
    ...{ to: '$1{type: directory, directory: evil}', kind: 'form', found: /directory \/project\/evil/ },
  },
  {
    ...{ what: 'another package', in: 'bun-1.4.5', file: 'bun.lock' },
    ...{ from: '["is-even@1.0.0"', to: '["evil@1.0.0"', kind: 'name', found: /the package evil/ },
  },
  {
    ...{ what: 'a version that does not satisfy', in: 'bun-1.4.5', file: 'bun.lock' },
    ...{ from: '["is-even@1.0.0"', to: '["is-even@0.9.0"', kind: 'range', found: /version 0\.9\.0/ },
  },
  {
    ...{ what: 'a stranger’s address', in: 'bun-1.4.5', file: 'bun.lock' },
    ...{ from: '["is-even@1.0.0", ""', to: '["is-even@1.0.0", "https://evil.example/x.tgz"' },
    ...{ kind: 'form', found: /a tarball from evil\.example/ },
  },
  {
    ...{ what: 'a repository', in: 'bun-1.4.5', file: 'bun.lock' },
    ...{ from: '["is-even@1.0.0", ""', to: '["is-even@github:evil/x#abcdef1"' },
    ...{ kind: 'form', found: /a git repository/ },
  },
];

describe('a lockfile that has', () => {
  it.each(forgeries)('$what ($in) disagrees with what is asked for', async (forgery) => {
    const texts = fixture(forgery.in);
    const honest = texts.get(forgery.file) ?? '';
    const forged = honest.replace(forgery.from, forgery.to);
    expect(forged).not.toBe(honest);
    const plan = await planOf(texts.set(forgery.file, forged));
    const disagreements = plan.packages.flatMap(({ entries }) =>
      entries.flatMap(({ recorded }) => recorded?.disagreement ?? []),
    );
    expect(disagreements).toHaveLength(1);
    expect(disagreements[0]).toMatchObject({
      kind: forgery.kind,
      found: expect.stringMatching(forgery.found),
    });
  });
});

it('an address that is told from the registry on is told whole, so that it can be held to the published one', async () => {
  const texts = fixture('pnpm-9.15.9');
  const other = (text: string) =>
    text.replace(/(is-even@1\.0\.0:\n {4}resolution: )\{[^}]*\}/, '$1{tarball: evil/-/evil-1.0.0.tgz}');
  const plan = await planOf(texts.set('pnpm-lock.yaml', other(texts.get('pnpm-lock.yaml') ?? '')));
  const [isEven] = plan.packages.filter(({ name }) => name === 'is-even');
  expect(isEven?.entries[0]?.recorded?.resolved).toBe('https://registry.example/evil/-/evil-1.0.0.tgz');
});

describe('a lockfile that is not made for this package.json', () => {
  it.each(['yarn-1', 'yarn-4.18.1', 'pnpm-6.35.1', 'pnpm-9.15.9', 'bun-1.4.5'])(
    'is refused (%s)',
    async (name) => {
      const texts = fixture(name);
      const manifest = (texts.get('package.json') ?? '').replace(
        '"is-even": "^1.0.0"',
        '"is-even": "^2.0.0"',
      );
      await expect(planOf(texts.set('package.json', manifest))).rejects.toMatchObject({
        code: 'config-invalid',
        message: expect.stringMatching(/no entry made for is-even@\^2\.0\.0 \(\.\)/),
      });
    },
  );

  it.each([
    ['yarn-1', /\nkind-of@[^\n]*\n(?: [^\n]*\n)*/],
    ['yarn-4.18.1', /\n"kind-of@[^\n]*\n(?: [^\n]*\n)*/],
    ['bun-1.4.5', / *"kind-of": \[[^\n]*\n/],
    ['pnpm-9.15.9', / {2}kind-of@3\.2\.2:\n(?: {4}[^\n]*\n)*/g],
  ] as const)('nor is one that lost an entry (%s)', async (name, entry) => {
    const texts = fixture(name);
    const file = [...texts.keys()].find((path) => /lock/.test(path)) ?? '';
    const honest = texts.get(file) ?? '';
    const broken = honest.replace(entry, '\n');
    expect(broken).not.toBe(honest);
    await expect(planOf(texts.set(file, broken))).rejects.toMatchObject({ code: 'config-invalid' });
  });
});
