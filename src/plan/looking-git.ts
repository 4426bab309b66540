import { createRequire } from 'node:module';

type Vars = Readonly<Record<string, string | undefined>>;

/**
 * The environment in which git runs while we look. pacote clones with all submodules, and a repository names
 * their addresses itself, as it names that of its large files: who permitted one address permitted no other.
 * No submodule is active, and large files stay the pointers that they are in the repository.
 */
export function lookingGitEnv(): Vars {
  const vars = npmsGitEnv();
  const count = Number(vars['GIT_CONFIG_COUNT'] ?? 0);
  const next = Number.isSafeInteger(count) && count > 0 ? count : 0;
  return {
    ...vars,
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_CONFIG_COUNT: String(next + 1),
    [`GIT_CONFIG_KEY_${next}`]: 'submodule.active',
    // Stands beside the "." that --recurse-submodules writes; what is excluded stays so.
    [`GIT_CONFIG_VALUE_${next}`]: ':(exclude)*',
  };
}

/** What npm's own git library gives git when nobody says otherwise: no questions, no unknown ssh host. */
function npmsGitEnv(): Vars {
  const require = createRequire(import.meta.url);
  const defaults: (options: object) => { readonly env: Vars } = createRequire(require.resolve('pacote'))(
    '@npmcli/git/lib/opts.js',
  );
  return defaults({}).env;
}
