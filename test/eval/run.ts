/**
 * `npm run eval -- <name>`: measures npq against the real world, on this machine's registry. Each ends in one
 * line of JSON.
 */
const evaluations: Readonly<Record<string, () => Promise<{ run(args: readonly string[]): Promise<void> }>>> =
  {
    attestations: () => import('./attestations.ts'),
    content: () => import('./content.ts'),
    advisories: () => import('./advisories.ts'),
    parity: () => import('./parity.ts'),
    typosquat: () => import('./typosquat.ts'),
  };

const [name = '', ...args] = process.argv.slice(2);
const load = Object.hasOwn(evaluations, name) ? evaluations[name] : undefined;
if (load === undefined) {
  process.stderr.write(`npm run eval -- <name>, one of: ${Object.keys(evaluations).join(', ')}\n`);
  process.exitCode = 64;
} else {
  const { run } = await load();
  await run(args);
}
