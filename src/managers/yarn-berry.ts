import { dirname, join, resolve } from 'node:path';
import { type Inspecting, type ManagerKind, type Said, type SteerInput, words } from './manager.ts';
import { readYaml, shownValue } from './read-rc.ts';

const harmless = words(
  'nodeLinker enableTelemetry compressionLevel packageExtensions defaultSemverRangePrefix defaultProtocol ' +
    'enableScripts enableImmutableInstalls supportedArchitectures pnpMode pnpFallbackMode pnpIgnorePatterns ' +
    'pnpEnableEsmLoader pnpEnableInlining pnpShebang nmHoistingLimits nmMode nmSelfReferences logFilters ' +
    'enableMessageNames enableProgressBars enableTimers enableColors enableHyperlinks enableInlineBuilds ' +
    'preferReuse preferInteractive preferTruncatedLines preferDeferredVersions catalog catalogs npmMinimalAgeGate ' +
    'npmPreapprovedPackages approvedGitRepositories enableHardenedMode immutablePatterns initScope initFields ' +
    'changesetBaseRefs changesetIgnorePatterns enableTransparentWorkspaces httpTimeout httpRetry ' +
    'networkConcurrency cloneConcurrency taskPoolConcurrency progressBarStyle tsEnableAutoTypes winLinkType ' +
    'enableStrictSettings lockfileFilename ignoreCwd',
);
const overruled = words(
  'cacheFolder globalFolder enableGlobalCache enableMirror httpProxy httpsProxy unsafeHttpWhitelist ignorePath ' +
    'telemetryInterval telemetryUserId cacheMigrationMode',
);

export const yarnBerry: ManagerKind = {
  passed: words(
    'run exec node why info config version versions npm bin help search constraints stage explain pack ' +
      'workspaces --version -v --help -h',
  ),
  passedArgs: [],
  readsNpmrc: false,
  lockfiles: ['yarn.lock'],
  addressed: [],
  // Plug'n'Play loads packages right from there.
  keepsOwnFolder: true,
  async inspect(input) {
    const found = await Promise.all(
      input.project.folders.map(async (folder) => [
        ...(await settings(input, join(folder, '.yarnrc.yml'))),
        ...(await ownCache(input, folder)),
      ]),
    );
    return [...found.flat(), ...(await lockfile(input))];
  },
  steer({ gateUrl, proxyUrl, ownFolder }: SteerInput) {
    return {
      args: [],
      vars: {
        ...{ YARN_NPM_REGISTRY_SERVER: gateUrl.replace(/\/$/, ''), YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1' },
        ...{ YARN_HTTP_PROXY: proxyUrl, YARN_HTTPS_PROXY: proxyUrl },
        ...{ YARN_GLOBAL_FOLDER: ownFolder, YARN_CACHE_FOLDER: join(ownFolder, 'cache') },
        ...{ YARN_ENABLE_GLOBAL_CACHE: '1', YARN_ENABLE_MIRROR: '0', YARN_IGNORE_PATH: '1' },
        YARN_ENABLE_TELEMETRY: '0',
      },
    };
  },
};

async function settings(input: Inspecting, file: string): Promise<readonly Said[]> {
  const found = await readYaml(input.files, file);
  return [...(found ?? [])].map(([key, value]) => judge(input, file, key, value));
}

function judge({ isOurs }: Inspecting, file: string, key: string, value: unknown): Said {
  const said = (kind: Said['kind'], text: string, names: readonly string[] = []): Said => ({
    ...{ file, key, kind, names },
    text: `${key}: ${text}.`,
  });
  const beside = (path: string) => resolve(dirname(file), path);
  if (harmless.has(key)) return said('harmless', 'counts, it weakens nothing');
  if (overruled.has(key)) return said('harmless', 'no effect, npq says otherwise');
  switch (key) {
    case 'yarnPath':
      return said(
        'dangerous',
        `yarn would hand over to this program: ${shownValue(value)}`,
        typeof value === 'string' ? [beside(value)] : [],
      );
    case 'plugins':
      return said(
        'dangerous',
        `yarn would load this code at every start: ${shownValue(value)}`,
        pluginFiles(value).map(beside),
      );
    case 'npmRegistryServer':
      return typeof value === 'string' && isOurs(value)
        ? said('harmless', "it is npm's registry too")
        : said(
            'refused',
            `packages would come from ${shownValue(value)}, which is not what npm's own settings say`,
          );
    case 'npmScopes':
      return said(
        'refused',
        'yarn asks the registries of scopes past the gate, and lets nothing overrule it',
      );
    case 'networkSettings':
      return said('refused', 'it can lead traffic past the gate, and yarn lets nothing overrule it');
    default:
      return said('dangerous', `npq does not know what it does: ${shownValue(value)}`);
  }
}

function pluginFiles(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: unknown) => {
    if (typeof one === 'string') return [one];
    const path: unknown = one !== null && typeof one === 'object' && 'path' in one ? one.path : undefined;
    return typeof path === 'string' ? [path] : [];
  });
}

/** Packages that came with the repository: yarn would take them as they are. */
async function ownCache({ files }: Inspecting, folder: string): Promise<readonly Said[]> {
  const cache = join(folder, '.yarn', 'cache');
  const packed = (await files.list(cache)).filter((name) => name.endsWith('.zip'));
  if (packed.length === 0) return [];
  const what = `the project brings ${packed.length} packages itself, which nobody vetted.`;
  return [{ file: cache, key: '.yarn/cache', kind: 'refused', text: what }];
}

/** Only what comes from a registry lies behind the gate. */
async function lockfile({ files, project }: Inspecting): Promise<readonly Said[]> {
  const file = join(project.root, 'yarn.lock');
  const text = (await files.readText(file)) ?? '';
  const past = [...text.matchAll(/^ {2}resolution: "([^"]*(?:__archiveUrl=|@(?:git|ssh|https?):)[^"]*)"/gm)];
  const [first] = past;
  if (first === undefined) return [];
  const more = past.length > 1 ? ` and ${past.length - 1} more` : '';
  const what = `it would be fetched past the gate: ${shownValue(first[1])}${more}.`;
  return [{ file, key: 'resolution', kind: 'refused', text: what }];
}
