/** Names of all settings that npm defines, read from the @npmcli/config of each version. */
export const npmSettings: Readonly<Record<string, readonly string[]>> = {
  '10.9.9': (
    '_auth access all allow-same-version also audit audit-level auth-type before bin-links browser ca ' +
    'cache cache-max cache-min cafile call cert cidr color commit-hooks cpu depth description dev diff ' +
    'diff-ignore-all-space diff-name-only diff-no-prefix diff-dst-prefix diff-src-prefix diff-text ' +
    'diff-unified dry-run editor engine-strict expect-result-count expect-results fetch-retries ' +
    'fetch-retry-factor fetch-retry-maxtimeout fetch-retry-mintimeout fetch-timeout force ' +
    'foreground-scripts format-package-lock fund git git-tag-version global globalconfig global-style ' +
    'heading https-proxy if-present ignore-scripts include include-staged include-workspace-root ' +
    'init-author-email init-author-name init-author-url init-license init-module init-version ' +
    'init.author.email init.author.name init.author.url init.license init.module init.version ' +
    'install-links install-strategy json key legacy-bundling legacy-peer-deps libc link local-address ' +
    'location lockfile-version loglevel logs-dir logs-max long maxsockets message node-options noproxy ' +
    'offline omit omit-lockfile-registry-resolved only optional os otp package package-lock ' +
    'package-lock-only pack-destination parseable prefer-dedupe prefer-offline prefer-online prefix ' +
    'preid production progress provenance provenance-file proxy read-only rebuild-bundle registry ' +
    'replace-registry-host save save-bundle save-dev save-exact save-optional save-peer save-prefix ' +
    'save-prod sbom-format sbom-type scope script-shell searchexclude searchlimit searchopts ' +
    'searchstaleness shell shrinkwrap sign-git-commit sign-git-tag strict-peer-deps strict-ssl tag ' +
    'tag-version-prefix timing umask unicode update-notifier usage user-agent userconfig version ' +
    'versions viewer which workspace workspaces workspaces-update yes'
  ).split(' '),
  '11.21.2 adds': (
    'allow-directory allow-file allow-git allow-remote allow-scripts bypass-2fa ' +
    'dangerously-allow-all-scripts expires include-attestations init-type init-private name ' +
    'min-release-age min-release-age-exclude node-gyp orgs packages allow-scripts-pending ' +
    'allow-scripts-pin scopes packages-all packages-and-scopes-permission orgs-permission password ' +
    'token-description strict-allow-scripts'
  ).split(' '),
  '12.2.0 adds': (
    'extension-file global-ignore-file ignore-extension patches-dir allow-unused-patches ' +
    'ignore-patch-failures edit-dir ignore-existing keep-edit-dir strict-npmrc to'
  ).split(' '),
};
