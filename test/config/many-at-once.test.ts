import { spawn } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadLedger } from '../../src/evidence/ledger.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { loadAgreements } from '../../src/trust/agreements.ts';
import { clock, planned, tempFolder } from '../evidence/support.ts';
import { projectRoot } from '../meta/sources.ts';

/** Several npq write into one folder at the same time: nothing is lost, and no file is ever half of two. */
const host = { files: nodeFiles, clock };
/** Some modules of npq, built by themselves where a process of its own can load them and their dependencies. */
const builtTo = join(projectRoot, 'node_modules', '.cache', `npq-many-${process.pid}`);
const built = (name: string) => JSON.stringify(pathToFileURL(join(builtTo, `${name}.js`)).href);
beforeAll(async () => {
  const modules = ['host/files', 'trust/agreements', 'evidence/ledger'];
  const input = Object.fromEntries(modules.map((name) => [name, join(projectRoot, 'src', `${name}.ts`)]));
  const bundle = await rolldown({ input, platform: 'node', external: /^[^./]/ });
  await bundle.write({ dir: builtTo });
  await bundle.close();
});
afterAll(() => rmSync(builtTo, { recursive: true, force: true }));

const sha512 = `sha512-${'a'.repeat(86)}==`;
const writers = 6;
const turns = 12;

/** A process of its own, as every npq is. */
const writer = `
  const { nodeFiles } = await import(${built('host/files')});
  const { loadAgreements } = await import(${built('trust/agreements')});
  const { loadLedger } = await import(${built('evidence/ledger')});
  const [state, me, turns] = process.argv.slice(1);
  const host = { files: nodeFiles, clock: { now: () => new Date(0) } };
  const origin = { kind: 'registry', registry: 'https://registry.example/' };
  for (let turn = 0; turn < Number(turns); turn += 1) {
    const agreements = await loadAgreements(host, { state });
    await agreements.add('scripts', (me + turn.toString(16)).padStart(64, '0'), 'of ' + me);
    const ledger = await loadLedger(host, { state });
    await ledger.record(Array.from({ length: 300 }, (_, n) => ({
      pkg: { name: 'p' + me + '-' + turn + '-' + n, version: '1.0.0', integrity: ${JSON.stringify(sha512)}, origin },
      policyId: 'balanced',
    })));
    if (agreements.notes.length + ledger.notes.length > 0) throw new Error([...agreements.notes, ...ledger.notes].join());
  }
`;

function run(state: string, me: string): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve) => {
    const args = ['--input-type=module', '--eval', writer, state, me, String(turns)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    child.once('close', (code) => resolve({ code, stderr }));
  });
}

it('keeps what every one of many processes wrote', async () => {
  await using folder = tempFolder();
  const names = Array.from({ length: writers }, (_, at) => 'abcdef'[at] ?? '');
  const ended = await Promise.all(names.map((me) => run(folder.path, me)));
  expect(ended).toEqual(names.map(() => ({ code: 0, stderr: '' })));

  const agreements = await loadAgreements(host, { state: folder.path });
  const ledger = await loadLedger(host, { state: folder.path });
  const missing = names.flatMap((me) =>
    Array.from({ length: turns }, (_, turn) => turn).filter((turn) => {
      const hash = `${me}${turn.toString(16)}`.padStart(64, '0');
      const last = planned(`p${me}-${turn}-299`, '1.0.0', { integrity: sha512 });
      return !agreements.has('scripts', hash) || !ledger.isVetted(last, 'balanced');
    }),
  );
  expect(missing).toEqual([]);
  expect([...agreements.notes, ...ledger.notes]).toEqual([]);
  expect(readdirSync(folder.path)).toEqual(['agreements.json', 'ledger.jsonl']);
});

it('takes over from one that died with the lock in its hand', async () => {
  await using folder = tempFolder();
  writeFileSync(join(folder.path, 'agreements.json.lock'), '');
  const hash = 'a'.repeat(64);
  const [one, two] = await Promise.all([1, 2].map(() => loadAgreements(host, { state: folder.path })));
  await Promise.all([one?.add('scripts', hash, 'one'), two?.add('npmrc', hash, 'two')]);
  const later = await loadAgreements(host, { state: folder.path });
  expect([later.has('scripts', hash), later.has('npmrc', hash)]).toEqual([true, true]);
  expect(readdirSync(folder.path)).toEqual(['agreements.json']);
});

it('sets one damaged file aside, and not the new one that another npq has begun', async () => {
  await using folder = tempFolder();
  writeFileSync(join(folder.path, 'agreements.json'), '{"damaged');
  const hash = (n: number) => n.toString(16).padStart(64, '0');
  const all = Array.from({ length: 10 }, (_, n) => n);
  await Promise.all(
    all.map(async (n) => (await loadAgreements(host, { state: folder.path })).add('scripts', hash(n), 'x')),
  );
  const later = await loadAgreements(host, { state: folder.path });
  expect(all.filter((n) => !later.has('scripts', hash(n)))).toEqual([]);
});
