import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar';

/**
 * `npm run embed-trust`: writes src/provenance/embedded-trust.ts and embedded-tuf-root.ts from the seeds that the newest @sigstore/tuf of
 * this machine's registry brings. npq carries them as its own text, since the line of that package that still
 * runs on Node 20 has older ones.
 */
const from = '@sigstore/tuf@latest';
const file = 'src/provenance/embedded-trust.ts';
const rootFile = 'src/provenance/embedded-tuf-root.ts';

interface Seeds {
  readonly [mirror: string]: {
    readonly 'root.json': string;
    readonly targets: Readonly<Record<string, string>>;
  };
}

const folder = mkdtempSync(join(tmpdir(), 'npq-embed-'));
try {
  const run = (command: string, ...args: string[]) => execFileSync(command, args, { encoding: 'utf8' });
  const packed: unknown = JSON.parse(run('npm', 'pack', from, '--json', '--pack-destination', folder));
  const [{ filename, version }] = packed as [{ filename: string; version: string }];
  await extract({ file: join(folder, filename), cwd: folder });
  const seeds = JSON.parse(readFileSync(join(folder, 'package', 'seeds.json'), 'utf8')) as Seeds;
  const [seed] = Object.values(seeds);
  if (!seed) throw new Error('the seeds are empty');
  const read = (name: string) => JSON.parse(Buffer.from(seed.targets[name] ?? '', 'base64').toString('utf8'));
  // The target of npm's keys is named after npm's own registry.
  const keys = Object.keys(seed.targets).filter((name) => name.endsWith('keys.json'));
  if (keys.length !== 1) throw new Error(`expected the keys of one registry, found ${keys.join(', ')}`);
  const root = JSON.parse(Buffer.from(seed['root.json'], 'base64').toString('utf8')) as {
    signed: { version: number; expires: string };
  };
  const times = JSON.parse(run('npm', 'view', '@sigstore/tuf', 'time', '--json')) as Record<string, string>;
  const content = {
    date: (times[version] ?? '').slice(0, 10),
    source: `@sigstore/tuf ${version}, root ${root.signed.version}`,
    trustedRoot: read('trusted_root.json') as object,
    ...(read(keys[0] ?? '') as object),
  };
  writeFileSync(
    file,
    `/** Written by \`npm run embed-trust\`. Sigstore's public keys and certificates, and the keys of npm's own registry. */\nexport const embeddedTrust = ${JSON.stringify(content)};\n`,
  );
  writeFileSync(
    rootFile,
    `/** Written by \`npm run embed-trust\`: root ${root.signed.version} of Sigstore's TUF repository, base64 of its JSON. */\nexport const tufRoot = '${seed['root.json']}';\n`,
  );
  run('npx', 'biome', 'check', '--write', file, rootFile);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
