/** One command line, as words; what npm and so npq must read in it. */
export interface Row {
  readonly line: string;
  /** `verb spec spec`, or `refused` where npm does not take it. */
  readonly reads: string;
  /** Npm majors that read it differently. */
  readonly but?: Readonly<Record<number, string>>;
  /** Settings that this line must lead to. */
  readonly sets?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** `''` is the empty argument; there is no other quoting. */
export function words(line: string): readonly string[] {
  return line === '' ? [] : line.split(' ').map((word) => (word === "''" ? '' : word));
}

const refusedBy12 = { 12: 'refused' };

export const rows: readonly Row[] = [
  // Names of the command: aliases, typos, abbreviations, camelCase.
  { line: 'install', reads: 'install' },
  { line: 'install x', reads: 'install x' },
  { line: 'i x y', reads: 'install x y' },
  { line: 'add x', reads: 'install x' },
  { line: 'in x', reads: 'install x' },
  { line: 'isntall x', reads: 'install x' },
  { line: 'isnta x', reads: 'install x' },
  { line: 'instal x', reads: 'install x' },
  { line: 'ci', reads: 'ci' },
  { line: 'ic', reads: 'ci' },
  { line: 'install-clean', reads: 'ci' },
  { line: 'isntall-clean', reads: 'ci' },
  { line: 'install-cl', reads: 'ci' },
  { line: 'it', reads: 'install-test' },
  { line: 'installTest x', reads: 'install-test x' },
  { line: 'cit', reads: 'install-ci-test' },
  { line: 'rum build', reads: 'run build', but: { 10: 'run-script build' } },
  { line: 'r x', reads: 'uninstall x' },
  { line: 'u', reads: 'update', but: { 10: 'refused' } },
  { line: 'create vite', reads: 'init vite' },
  { line: 'x cowsay', reads: 'exec cowsay' },
  { line: 'constructor x', reads: 'refused' },
  { line: 'yarn', reads: 'refused' },
  { line: '', reads: 'usage' },
  { line: "'' install evil", reads: 'usage' },
  { line: '--version install evil', reads: 'version' },
  { line: 'install evil -v', reads: 'version' },
  { line: 'install evil --help', reads: 'usage' },
  { line: 'install -h', reads: 'usage' },
  { line: '--versions install evil', reads: 'version' },

  // Values of options that look like something else.
  {
    line: '--prefix /tmp/no-such-folder install evil',
    reads: 'install evil',
    sets: { prefix: '/tmp/no-such-folder' },
  },
  { line: '-C /tmp/no-such-folder i evil', reads: 'install evil', sets: { prefix: '/tmp/no-such-folder' } },
  { line: '--prefix=packages/a install', reads: 'install' },
  { line: '--loglevel silly install evil', reads: 'install evil', sets: { loglevel: 'silly' } },
  { line: '--loglevel install evil', reads: 'refused', but: { 10: 'refused', 12: 'refused' } },
  { line: '--tag install install evil', reads: 'install evil', sets: { tag: 'install' } },
  { line: '--registry=https://registry.example add x', reads: 'install x' },
  { line: '--registry https://registry.example add x', reads: 'install x' },
  { line: '--reg https://registry.example add x', reads: 'install x' },
  { line: 'i --packageThing yarn', reads: 'install yarn', but: refusedBy12 },
  { line: 'install --cache /tmp/c x', reads: 'install x', sets: { cache: '/tmp/c' } },
  { line: 'install --color always x', reads: 'install x', sets: { color: 'always' } },
  { line: 'install --color x', reads: 'install x', sets: { color: true } },
  { line: 'install --tag --save-dev x', reads: 'install x', sets: { tag: '', 'save-dev': true } },
  { line: 'install --package-lock false x', reads: 'install x', sets: { 'package-lock': false } },

  // Where options and packages mix.
  { line: 'install --save-dev a -- b', reads: 'install a b', sets: { 'save-dev': true } },
  { line: 'i a --omit dev b', reads: 'install a b', sets: { omit: ['dev'] } },
  { line: 'i a --omit dev --omit optional', reads: 'install a', sets: { omit: ['dev', 'optional'] } },
  { line: 'i a --omit=dev --include=dev', reads: 'install a' },
  { line: 'i a -- --save-dev', reads: 'install a --save-dev', sets: { 'save-dev': false } },
  { line: '-- install a', reads: 'install a' },
  { line: 'install --', reads: 'install' },
  { line: 'install --- a -- b', reads: 'install a -- b' },
  { line: 'i - x', reads: 'install - x' },
  { line: 'i -gD x', reads: 'install x', sets: { global: true, 'save-dev': true } },
  { line: 'i -g', reads: 'install', sets: { global: true } },
  { line: 'i -g x y', reads: 'install x y' },
  { line: "i -g ''", reads: 'refused' },
  { line: 'i --location=global x', reads: 'install x' },
  { line: 'i --no-save', reads: 'install', sets: { save: false } },
  { line: 'i --no-no-save x', reads: 'install x', sets: { save: true } },
  { line: 'i -E a@1', reads: 'install a@1', sets: { 'save-exact': true } },
  { line: 'i -DE a', reads: 'install a', sets: { 'save-exact': true, 'save-dev': true } },
  { line: 'i -dd a', reads: 'install a', sets: { loglevel: 'verbose' }, but: refusedBy12 },
  { line: 'i --silent -s a', reads: 'install a', sets: { loglevel: 'silent' } },
  { line: 'i a --tag beta --tag next', reads: 'install a', sets: { tag: 'next' } },
  { line: "i ''", reads: "install ''" },
  { line: "i a '' b", reads: "install a '' b" },
  { line: 'i --json a', reads: 'install a', sets: { json: true } },
  { line: 'i --legacy-bundling a', reads: 'install a' },
  { line: 'i --dry-run --package-lock-only a', reads: 'install a' },
  { line: 'i --before=2030-01-01 a', reads: 'install a' },
  { line: 'i --before nonsense a', reads: 'install a' },
  { line: 'i --save-prod --no-save-prod a', reads: 'install a' },
  { line: 'i --save --save-exact --install-strategy nested a', reads: 'install a' },

  // Every form of a package.
  { line: 'i foo@npm:bar@1', reads: 'install foo@npm:bar@1' },
  { line: 'i @acme/tool@^2', reads: 'install @acme/tool@^2' },
  { line: 'i a@latest b@>=1', reads: 'install a@latest b@>=1' },
  {
    line: 'i git+https://git.example/a.git#semver:^1',
    reads: 'install git+https://git.example/a.git#semver:^1',
  },
  { line: 'i user/repo', reads: 'install user/repo' },
  { line: 'i github:user/repo#main', reads: 'install github:user/repo#main' },
  { line: 'i ./folder ../other', reads: 'install ./folder ../other' },
  { line: 'i .', reads: 'install .' },
  { line: 'i https://h.example/x.tgz', reads: 'install https://h.example/x.tgz' },
  { line: 'i file:./x.tgz', reads: 'install file:./x.tgz' },

  // Workspaces.
  { line: 'i x -w a', reads: 'install x', sets: { workspace: ['a'] } },
  { line: 'i -w a -w b', reads: 'install', sets: { workspace: ['a', 'b'] } },
  { line: 'i --workspaces x', reads: 'install x', sets: { workspaces: true } },
  { line: 'i -ws x', reads: 'install x', but: refusedBy12 },
  { line: 'i -w ./packages', reads: 'install' },
  { line: 'i -w packages/b x', reads: 'install x' },
  { line: 'i -w nothing', reads: 'refused' },
  { line: 'i -w a --no-workspaces', reads: 'refused' },
  { line: 'i -g -w a', reads: 'refused' },

  // Abbreviated, unknown, and known to one npm only.
  { line: 'i --no-opt x', reads: 'install x', but: refusedBy12 },
  { line: 'i --save-d x', reads: 'install x', but: refusedBy12 },
  { line: 'i --pre x', reads: 'install x', but: refusedBy12 },
  { line: 'i --bogus x', reads: 'install x', but: refusedBy12 },
  { line: 'i --bogus=y x', reads: 'install x', but: refusedBy12 },
  { line: 'i --patches-dir p x', reads: 'install p x', but: { 12: 'install x' } },

  // Settings from the environment.
  { line: 'i x', reads: 'install x', env: { npm_config_save_dev: 'true' }, sets: { 'save-dev': true } },
  { line: 'i x', reads: 'install x', env: { npm_config_omit: 'dev' }, sets: { omit: ['dev'] } },
  { line: 'i', reads: 'install', env: { NPM_CONFIG_GLOBAL: 'true' }, sets: { global: true } },
  { line: 'i x', reads: 'install x', env: { npm_config_legacy_peer_deps: 'nonsense' } },
  { line: 'i x', reads: 'install x', env: { npm_config_scope: 'acme' }, sets: { scope: '@acme' } },
  { line: 'i x', reads: 'install x', env: { npm_config_bogus: '1' } },
  { line: 'i x', reads: 'install x', env: { npm_config__auth: 'c2VjcmV0' } },
];
