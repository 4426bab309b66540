/**
 * Settings of npm 10, 11 and 12 that a project may have: whatever their value, they start nothing, redirect
 * nothing and switch no protection off. What they change about the tree is in the plan, which npq checks.
 */
const byTopic = {
  output:
    'access all color depth description diff-dst-prefix diff-ignore-all-space diff-name-only diff-no-prefix ' +
    'diff-src-prefix diff-text diff-unified fund heading json link loglevel logs-max long parseable progress ' +
    'sbom-format sbom-type searchexclude searchlimit searchopts searchstaleness timing unicode ' +
    'update-notifier usage version versions which expect-result-count expect-results include-attestations',
  tree:
    'also bin-links cpu dev global-style include install-links install-strategy legacy-bundling ' +
    'legacy-peer-deps libc omit only optional os prefer-dedupe production rebuild-bundle strict-peer-deps tag ' +
    'engine-strict include-workspace-root workspace workspaces workspaces-update',
  // Without a lockfile more versions are chosen anew; npq looks at all that are chosen.
  lockfile:
    'dry-run format-package-lock lockfile-version omit-lockfile-registry-resolved package-lock ' +
    'package-lock-only shrinkwrap',
  save: 'save save-bundle save-dev save-exact save-optional save-peer save-prefix save-prod',
  network:
    'cache-max fetch-retries fetch-retry-factor fetch-retry-maxtimeout fetch-retry-mintimeout fetch-timeout ' +
    'maxsockets prefer-online user-agent',
  // npm's own audit says nothing that npq would rely on.
  audit: 'audit audit-level',
  commands:
    'allow-same-version allow-scripts-pending allow-scripts-pin auth-type commit-hooks git-tag-version ' +
    'if-present init-author-email init-author-name init-author-url init-license init-private init-type ' +
    'init-version init.author.email init.author.name init.author.url init.license init.version keep-edit-dir ' +
    'ignore-existing message name pack-destination preid provenance provenance-file sign-git-commit ' +
    'sign-git-tag tag-version-prefix to token-description umask strict-npmrc',
  // npm 12 hears these on the command line only.
  deafInFiles: 'allow-unused-patches ignore-patch-failures',
};

export const harmlessKeys: ReadonlySet<string> = new Set(
  Object.values(byTopic).flatMap((names) => names.split(' ')),
);

/**
 * Keys that npm itself does not know, but that other tools read from the same file and that name neither a
 * program nor an address. npm hands them to install scripts as `npm_config_…`.
 */
export const harmlessForeignKeys: ReadonlySet<string> = new Set(
  (
    'node-linker public-hoist-pattern hoist-pattern resolution-mode save-workspace-protocol ' +
    'link-workspace-packages package-import-method reporter catalog-mode use-node-version trust-policy ' +
    'minimum-release-age-exclude target runtime arch target-arch target-platform target-libc msvs-version ' +
    'email always-auth'
  ).split(' '),
);
