import { join, resolve } from 'node:path';
import { type Inspecting, type ManagerKind, type Said, type SteerInput, words } from './manager.ts';
import { readRc, readYaml, shownValue } from './read-rc.ts';

/** Settings of a workspace that start nothing and redirect nothing; what they choose is vetted at the gate. */
const harmless = words(
  'packages catalog catalogs overrides packageExtensions nodeLinker hoist hoistPattern publicHoistPattern ' +
    'shamefullyHoist strictPeerDependencies autoInstallPeers dedupePeerDependents peerDependencyRules savePrefix ' +
    'saveExact saveWorkspaceProtocol minimumReleaseAge minimumReleaseAgeExclude onlyBuiltDependencies allowBuilds ' +
    'ignoredBuiltDependencies neverBuiltDependencies ignoredOptionalDependencies allowedDeprecatedVersions ' +
    'updateConfig resolutionMode linkWorkspacePackages preferWorkspacePackages sharedWorkspaceLockfile ' +
    'injectWorkspacePackages dedupeInjectedDeps engineStrict catalogMode cleanupUnusedCatalogs verifyDepsBeforeRun ' +
    'supportedArchitectures trustPolicy trustPolicyExclude blockExoticSubdeps strictDepBuilds disallowWorkspaceCycles ' +
    'ignoreWorkspaceCycles ignoreScripts preferFrozenLockfile lockfile dedupeDirectDeps dedupePeers ' +
    'includeWorkspaceRoot ignoreWorkspaceRootCheck requiredScripts peersSuffixMaxLength virtualStoreDirMaxLength ' +
    'excludeLinksFromLockfile',
);

/** The command line says otherwise, and wins. */
const overruled = words(
  'registry storeDir cacheDir proxy httpsProxy noProxy enableGlobalVirtualStore managePackageManagerVersions',
);

const dangers: Readonly<Record<string, string>> = {
  pnpmfile: 'pnpm would run this file while it resolves',
  globalPnpmfile: 'pnpm would run this file while it resolves',
  configDependencies: 'pnpm would install these packages first and run the hooks that they bring',
  patchedDependencies: 'pnpm would change packages after they were verified',
  scriptShell: 'pnpm would run every script with this program',
  nodeOptions: 'every script would get these options, which can load code',
  useNodeVersion: 'pnpm would download this Node and run scripts with it',
  executionEnv: 'pnpm would download a Node and run scripts with it',
};

/** Else it would fetch the pnpm that a project names, and hand over to it. */
export const pnpmStays: readonly string[] = [
  '--config.manage-package-manager-versions=false',
  '--config.pm-on-fail=error',
];

export const pnpm: ManagerKind = {
  passed: words(
    'list ls la ll why outdated audit licenses config c get set bin root store cat-file cat-index find-hash ' +
      'publish pack login logout whoami view info show search doctor help completion deprecate owner',
  ),
  passedArgs: ['--config.manage-package-manager-versions=false', '--config.pm-on-fail=ignore'],
  readsNpmrc: true,
  lockfiles: ['pnpm-lock.yaml', 'pnpm-workspace.yaml'],
  addressed: [],
  keepsOwnFolder: false,
  async inspect(input) {
    const found = await Promise.all(
      input.project.folders.map(async (folder) => [
        ...(await hooks(input, folder)),
        ...(await workspace(input, join(folder, 'pnpm-workspace.yaml'))),
        ...(await manifest(input, join(folder, 'package.json'))),
        ...(await npmrc(input, join(folder, '.npmrc'))),
      ]),
    );
    return [...found.flat(), ...(await lockfile(input))];
  },
  steer({ major, gateUrl, proxyUrl, scopes, ownFolder }: SteerInput) {
    // pnpm 12 takes a scope's registry in this form alone, and those before it only in the other.
    const scoped = scopes.map((scope) => `--${major >= 12 ? 'config.' : ''}${scope}:registry=${gateUrl}`);
    return {
      args: [
        ...[`--registry=${gateUrl}`, ...scoped],
        ...[
          `--config.store-dir=${join(ownFolder, 'store')}`,
          `--config.cache-dir=${join(ownFolder, 'cache')}`,
        ],
        ...[`--config.proxy=${proxyUrl}`, `--config.https-proxy=${proxyUrl}`, '--config.noproxy='],
        '--config.enable-global-virtual-store=false',
        ...pnpmStays,
      ],
      vars: {},
    };
  },
};

async function hooks({ files }: Inspecting, folder: string): Promise<readonly Said[]> {
  const names = ['.pnpmfile.cjs', '.pnpmfile.mjs'];
  const found = await Promise.all(names.map((name) => files.info(join(folder, name))));
  return names.flatMap((name, index) => {
    const file = join(folder, name);
    if (found[index] === undefined) return [];
    const text = 'pnpm would run this file, and what it loads, while it resolves.';
    return [{ file, key: name, text, kind: 'dangerous' as const, names: [file] }];
  });
}

async function workspace(input: Inspecting, file: string): Promise<readonly Said[]> {
  const settings = await readYaml(input.files, file);
  return [...(settings ?? [])].map(([key, value]) => judge(input, file, key, value));
}

function judge({ isOurs, project }: Inspecting, file: string, key: string, value: unknown): Said {
  const said = (kind: Said['kind'], text: string, names: readonly string[] = []): Said => ({
    ...{ file, key, kind, names },
    text: `${key}: ${text}.`,
  });
  if (harmless.has(key)) return said('harmless', 'counts, it weakens nothing');
  if (overruled.has(key)) return said('harmless', 'no effect, npq says otherwise on the command line');
  if (key === 'registries' || key === 'namedRegistries') {
    const foreign = Object.entries(record(value)).filter(
      ([scope, url]) => !(typeof url === 'string' && isOurs(url, scope)),
    );
    return said(
      'refused',
      foreign.length === 0
        ? 'pnpm lets nothing overrule it; write these registries into .npmrc instead'
        : `packages would come from ${shownValue(foreign[0]?.[1])}, and pnpm lets nothing overrule it`,
    );
  }
  const what = dangers[key];
  if (what === undefined) return said('dangerous', `npq does not know what it does: ${shownValue(value)}`);
  return said('dangerous', `${what}: ${shownValue(value)}`, namedFiles(project.root, value));
}

function namedFiles(root: string, value: unknown): readonly string[] {
  if (typeof value === 'string') return [resolve(root, value)];
  return Object.values(record(value)).flatMap((path) =>
    typeof path === 'string' ? [resolve(root, path)] : [],
  );
}

async function manifest(input: Inspecting, file: string): Promise<readonly Said[]> {
  const text = await readRc(input.files, file);
  const own = text === undefined ? {} : record(record(parsed(text))['pnpm']);
  return Object.entries(own).map(([key, value]) => {
    const said = judge(input, file, key, value);
    return { ...said, key: `pnpm.${key}`, text: `pnpm.${said.text}` };
  });
}

/** What npm's own reading of the file takes for harmless, since npm does not know it. */
async function npmrc({ files }: Inspecting, file: string): Promise<readonly Said[]> {
  const text = await readRc(files, file);
  const line = /^\s*use-node-version\s*=\s*(.*)$/m.exec(text ?? '');
  if (line === null) return [];
  const what = `use-node-version: ${dangers['useNodeVersion']}: ${shownValue(line[1])}.`;
  return [{ file, key: 'use-node-version', kind: 'dangerous', text: what }];
}

/** pnpm writes addresses only of what does not lie where its registry keeps tarballs. */
async function lockfile({ files, project }: Inspecting): Promise<readonly Said[]> {
  const file = join(project.root, 'pnpm-lock.yaml');
  const text = await files.readText(file);
  const sources = [...(text ?? '').matchAll(/\b(?:tarball|repo): ['"]?([^\s'",}]+)/g)].map(([, url]) => url);
  const [first] = sources;
  if (first === undefined) return [];
  const more = sources.length > 1 ? ` and ${sources.length - 1} more` : '';
  const what = `it would be fetched past the gate, from ${shownValue(first)}${more}.`;
  return [{ file, key: 'tarball', kind: 'refused', text: what }];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // No package manager reads it either, and says so.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
