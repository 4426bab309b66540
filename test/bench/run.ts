/**
 * `npm run bench -- <name>`: how long npq takes beside plain npm, on this machine and its registry. Each ends in
 * one line of JSON.
 */
const benches: Readonly<Record<string, () => Promise<{ run(args: readonly string[]): Promise<void> }>>> = {
  check: () => import('./check.ts'),
  content: () => import('./content.ts'),
  db: () => import('./db.ts'),
  install: () => import('./install.ts'),
  start: () => import('./start.ts'),
};

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (load === undefined) {
  process.stderr.write(`npm run bench -- <name>, one of: ${Object.keys(benches).join(', ')}\n`);
  process.exitCode = 64;
} else {
  const { run } = await load();
  await run(args);
}
