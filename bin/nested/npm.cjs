// The npm of a script: the user's own, sent to the gate for scopes with a registry of their own too.
// See src/install/nested-vars.ts.
const { env, argv } = process;
for (const scope of (env.NPQ_NESTED_SCOPES ?? '').split(' ').filter(Boolean)) {
  env[`npm_config_${scope}:registry`] = env.npm_config_registry;
}
const cli = argv[2] === '--npx' ? env.npm_execpath.replace(/npm-cli\.js$/, 'npx-cli.js') : env.npm_execpath;
argv.splice(1, argv[2] === '--npx' ? 2 : 1, cli);
require(cli);
