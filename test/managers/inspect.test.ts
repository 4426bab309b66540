import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { bun } from '../../src/managers/bun.ts';
import type { ManagerKind, Said } from '../../src/managers/manager.ts';
import { pnpm } from '../../src/managers/pnpm.ts';
import { yarnBerry } from '../../src/managers/yarn-berry.ts';
import { yarnClassic } from '../../src/managers/yarn-classic.ts';
import { type TempProject, tempProject } from '../world/project.ts';

/** What each kind of file says, before its manager starts. Whatever npq does not know needs a yes. */
let project: TempProject | undefined;
afterEach(() => project?.dispose());

const { files } = nodeHost(process);
const ours = 'https://registry.example/';

async function said(kind: ManagerKind, name: string, text: string): Promise<readonly Said[]> {
  project?.dispose();
  project = tempProject({ [name]: text });
  return kind.inspect({
    files,
    project: { root: project.dir, folders: [project.dir] },
    isOurs: (registry) => registry === ours,
  });
}

async function kinds(kind: ManagerKind, name: string, text: string) {
  return (await said(kind, name, text)).map((one) => `${one.kind} ${one.key}`);
}

const rows = [
  [
    pnpm,
    'pnpm-workspace.yaml',
    'packages: ["a/*"]\nsavePrefix: ""\n',
    ['harmless packages', 'harmless savePrefix'],
  ],
  [pnpm, 'pnpm-workspace.yaml', 'storeDir: ./store\n', ['harmless storeDir']],
  [
    pnpm,
    'pnpm-workspace.yaml',
    'scriptShell: ./sh\nsomethingNew: 1\n',
    ['dangerous scriptShell', 'dangerous somethingNew'],
  ],
  [pnpm, 'pnpm-workspace.yaml', 'configDependencies: {a: 1.0.0}\n', ['dangerous configDependencies']],
  [pnpm, 'pnpm-workspace.yaml', 'registries: {"@a": "https://registry.example/"}\n', ['refused registries']],
  [
    pnpm,
    'package.json',
    '{"pnpm":{"patchedDependencies":{"a":"a.patch"},"overrides":{}}}',
    ['dangerous pnpm.patchedDependencies', 'harmless pnpm.overrides'],
  ],
  [pnpm, '.npmrc', 'use-node-version=20.0.0\n', ['dangerous use-node-version']],
  [pnpm, '.pnpmfile.mjs', '', ['dangerous .pnpmfile.mjs']],
  [pnpm, 'pnpm-lock.yaml', 'resolution: {integrity: sha512-x}\ndeprecated: see https://a.example/\n', []],
  [
    pnpm,
    'pnpm-lock.yaml',
    'resolution: {commit: a, repo: git@host.example:a/b.git, type: git}\n',
    ['refused tarball'],
  ],
  [yarnClassic, '.yarnrc', '# yes\nsave-prefix "~"\n', ['harmless save-prefix']],
  [yarnClassic, '.yarnrc', '"@a:registry" "https://registry.example/"\n', ['harmless @a:registry']],
  [yarnClassic, '.yarnrc', '"@a:registry" "https://elsewhere.example/"\n', ['refused @a:registry']],
  [
    yarnClassic,
    '.yarnrc',
    'yarn-path ".yarn/y.js"\n--install.check-files true\n',
    ['dangerous yarn-path', 'dangerous --install.check-files'],
  ],
  [yarnClassic, '.yarnrc', 'what is this "?\n', ['dangerous line']],
  [
    yarnBerry,
    '.yarnrc.yml',
    'nodeLinker: node-modules\ncacheFolder: ./c\n',
    ['harmless nodeLinker', 'harmless cacheFolder'],
  ],
  [
    yarnBerry,
    '.yarnrc.yml',
    'npmRegistryServer: https://registry.example/\n',
    ['harmless npmRegistryServer'],
  ],
  [
    yarnBerry,
    '.yarnrc.yml',
    'plugins: [{path: a.cjs, spec: b}]\nchecksumBehavior: ignore\n',
    ['dangerous plugins', 'dangerous checksumBehavior'],
  ],
  [yarnBerry, '.yarnrc.yml', 'networkSettings: {"*": {httpsProxy: "x"}}\n', ['refused networkSettings']],
  [
    yarnBerry,
    'yarn.lock',
    '"a@npm:1":\n  resolution: "a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fx"\n',
    ['refused resolution'],
  ],
  [
    bun,
    'bunfig.toml',
    '[install]\nexact = true # yes\n\n[install.cache]\ndir = "c"\n',
    ['harmless install.exact', 'harmless install.cache.dir'],
  ],
  [
    bun,
    'bunfig.toml',
    'preload = ["./a.ts"]\n[install.security]\nscanner = "x"\n',
    ['dangerous preload', 'dangerous install.security.scanner'],
  ],
  [bun, 'bunfig.toml', '[install]\nscopes = { a = "https://x" }\n', ['dangerous line']],
  [bun, 'bunfig.toml', 'smol = """\n[install]\n"""\n', ['dangerous line', 'dangerous line']],
  [bun, 'bunfig.toml', '["install"]\n', ['dangerous line']],
] as const;

describe('a file of the project', () => {
  it.each(rows)('%# says what it says', async (kind, name, text, expected) => {
    expect(await kinds(kind, name, text), text).toEqual(expected);
  });

  it('names the files whose bytes are agreed to', async () => {
    const [one] = await said(yarnBerry, '.yarnrc.yml', 'yarnPath: .yarn/releases/y.cjs\n');
    expect(one?.names).toEqual([project?.path('.yarn/releases/y.cjs')]);
  });

  it.each([
    [pnpm, 'pnpm-workspace.yaml'],
    [yarnClassic, '.yarnrc'],
    [yarnBerry, '.yarnrc.yml'],
    [bun, 'bunfig.toml'],
  ] as const)(
    '%# may hold anything: it is understood, needs a yes or is refused as unreadable',
    async (kind, name) => {
      const text = fc.string({ unit: fc.constantFrom(...'ab@:.=[]{}"\'#-\n \\&*!|>%') });
      await fc.assert(
        fc.asyncProperty(text, async (content) => {
          try {
            const found = await said(kind, name, content);
            for (const one of found) expect(one.text).toMatch(/\.$/);
          } catch (error) {
            expect(error).toBeInstanceOf(NpqError);
          }
        }),
        { numRuns: 150 },
      );
    },
  );
});
