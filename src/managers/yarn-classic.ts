import { join, resolve } from 'node:path';
import { type Inspecting, type ManagerKind, type Said, type SteerInput, words } from './manager.ts';
import { readRc, shownValue } from './read-rc.ts';

const harmless = words(
  'save-prefix init-author-name init-author-email init-author-url init-license init-version init-private ' +
    'version-tag-prefix version-git-tag version-git-message version-sign-git-tag version-commit-hooks ' +
    'disable-self-update-check lastUpdateCheck email username network-concurrency network-timeout child-concurrency ' +
    'workspaces-experimental workspaces-nohoist-experimental ignore-engines ignore-optional ignore-platform ' +
    'ignore-scripts production bin-links user-agent',
);
const overruled = words('cache-folder proxy https-proxy yarn-path');

export const yarnClassic: ManagerKind = {
  passed: words(
    'list why info outdated audit licenses bin cache config publish pack login logout owner tag team version ' +
      'versions help run test start node exec workspaces --version -v --help -h',
  ),
  passedArgs: [],
  readsNpmrc: true,
  lockfiles: ['yarn.lock'],
  addressed: ['yarn.lock', 'node_modules/.yarn-integrity'],
  keepsOwnFolder: false,
  async inspect(input) {
    const found = await Promise.all(
      input.project.folders.map((folder) => settings(input, join(folder, '.yarnrc'))),
    );
    return found.flat();
  },
  steer({ gateUrl, proxyUrl, scopes, ownFolder }: SteerInput) {
    return {
      args: [
        ...['--registry', gateUrl, '--cache-folder', join(ownFolder, 'cache')],
        ...['--proxy', proxyUrl, '--https-proxy', proxyUrl],
      ],
      vars: {
        YARN_IGNORE_PATH: '1',
        // yarn asks both of its configurations, and neither knows the other's scopes.
        ...Object.fromEntries(
          scopes.flatMap((scope) =>
            ['npm_config_', 'yarn_'].map((before) => [`${before}${scope}:registry`, gateUrl]),
          ),
        ),
      },
    };
  },
};

/** One `key value` a line, either of them quoted or not. What does not look so is not understood. */
async function settings(input: Inspecting, file: string): Promise<readonly Said[]> {
  const text = await readRc(input.files, file);
  return (text ?? '').split(/\r?\n/).flatMap((line) => {
    if (/^\s*(?:#.*)?$/.test(line)) return [];
    const [, quoted, bare, value = ''] =
      /^(?:"([^"\\]*)"|([^\s":]+)):?\s+(?:"?)([^"\\]*)(?:"?)\s*$/.exec(line) ?? [];
    const key = quoted ?? bare;
    return [key === undefined ? unknownLine(file, line) : judge(input, file, key, value)];
  });
}

function unknownLine(file: string, line: string): Said {
  return {
    file,
    key: 'line',
    kind: 'dangerous',
    text: `npq does not understand the line ${shownValue(line)}.`,
  };
}

function judge({ isOurs, project }: Inspecting, file: string, key: string, value: string): Said {
  const said = (kind: Said['kind'], text: string, names: readonly string[] = []): Said => ({
    ...{ file, key, kind, names },
    text: `${key}: ${text}.`,
  });
  if (key === 'yarn-path') {
    const what = `yarn would hand over to this program: ${shownValue(value)}`;
    return said('dangerous', what, [resolve(project.root, value)]);
  }
  if (harmless.has(key)) return said('harmless', 'counts, it weakens nothing');
  if (overruled.has(key)) return said('harmless', 'no effect, npq says otherwise');
  const scope = /^(@[^:]+):registry$/.exec(key)?.[1];
  if (key === 'registry' || scope !== undefined) {
    return isOurs(value, scope)
      ? said('harmless', "it is npm's registry too")
      : said(
          'refused',
          `packages would come from ${shownValue(value)}, which is not what npm's own settings say`,
        );
  }
  if (key.startsWith('yarn-offline-mirror')) {
    return said('refused', 'packages would come from a folder, past the gate');
  }
  return said('dangerous', `npq does not know what it does: ${shownValue(value)}`);
}
