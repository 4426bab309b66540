import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import { openGateLog } from '../../src/install/gate-log.ts';
import { makeReceipt, type ReceiptInput, writeReceipt } from '../../src/install/receipt.ts';
import { tempProject } from '../world/project.ts';
import { planWith, registryPackage } from './gated.ts';

const sha512 = `sha512-${Buffer.alloc(64, 1).toString('base64')}`;
const lantern = registryPackage('lantern', '1.0.0', 'sha1-AAAA');
const buoy = registryPackage(
  'buoy',
  '1.0.0',
  undefined,
  {},
  {
    ...{ kind: 'git', spec: 'github:harbour/buoy', host: 'github.example', commit: 'a'.repeat(40) },
  },
);

function inputFor(path: string): ReceiptInput {
  const writer = openGateLog();
  writer.served('tarball');
  writer.refuse({ method: 'GET', path: '/-/whoami', status: 404, why: 'The gate has packages only.' });
  writer.outside('jiti');
  return {
    ...{ npqVersion: '0.1.0', npmVersion: '11.0.0', nodeVersion: 'v20.20.0', policy: 'balanced 1' },
    ...{ startedAt: new Date('2026-11-01T10:00:00Z'), finishedAt: new Date('2026-11-01T10:00:05Z') },
    ...{ request: { verb: 'install', specs: ['lantern'] }, npmExitCode: 0 },
    plan: planWith(path, [lantern, buoy], 'https://registry.example/'),
    vetted: [{ package: lantern, integrity: sha512 }],
    comparison: { kind: 'compared', against: 'hidden-lockfile', compared: 2, differences: [] },
    gate: writer.log,
  };
}

test('a receipt says what was vetted, where it lies and that npm recorded it', () => {
  expect(makeReceipt(inputFor('/work/project'))).toEqual({
    ...{ receipt: 1, npq: '0.1.0', npm: '11.0.0', node: 'v20.20.0', policy: 'balanced 1' },
    ...{ startedAt: '2026-11-01T10:00:00.000Z', finishedAt: '2026-11-01T10:00:05.000Z' },
    ...{ project: '/work/project', global: false, request: { verb: 'install', specs: ['lantern'] } },
    npmExitCode: 0,
    packages: [
      {
        ...{ name: 'lantern', version: '1.0.0', integrity: sha512, places: ['node_modules/lantern'] },
        origin: lantern.origin,
      },
      { name: 'buoy', version: '1.0.0', integrity: null, places: ['node_modules/buoy'], origin: buoy.origin },
    ],
    comparison: { kind: 'compared', against: 'hidden-lockfile', compared: 2, differences: [] },
    gate: { packuments: 0, tarballs: 1, audits: 0, refused: 1, outside: ['jiti'], nested: [] },
  });
});

test('it is kept in npq’s own folder, under its time and a hash of what it says', async () => {
  await using project = tempProject();
  const receipt = makeReceipt(inputFor(project.dir));
  const path = await writeReceipt(nodeFiles, project.path('state'), receipt);
  expect(path).toMatch(/state\/receipts\/20261101T100005000Z-[0-9a-f]{12}\.json$/);
  expect(await nodeFiles.list(project.path('state', 'receipts'))).toHaveLength(1);
  expect(JSON.parse((await nodeFiles.readText(path ?? '')) ?? '')).toEqual(receipt);
});

test('without a folder of our own nothing is kept', async () => {
  expect(await writeReceipt(nodeFiles, undefined, makeReceipt(inputFor('/p')))).toBeUndefined();
});

test('a folder that cannot be written to is a typed error that says npm has installed', async () => {
  await using project = tempProject();
  writeFileSync(project.path('state'), 'a file');
  const receipt = makeReceipt(inputFor(project.dir));
  await expect(writeReceipt(nodeFiles, project.path('state'), receipt)).rejects.toMatchObject({
    code: 'state-unwritable',
    message: expect.stringContaining('npm has installed'),
  });
});

test('a script that asks without end does not fill the log', () => {
  const writer = openGateLog();
  for (let i = 0; i < 1500; i += 1) {
    writer.refuse({ method: 'GET', path: `/${'x'.repeat(1000)}`, status: 404, why: 'no' });
  }
  expect(writer.log.refused).toHaveLength(1000);
  expect(writer.log.refusedMore).toBe(500);
  expect(writer.log.refused[0]?.path.length).toBeLessThan(302);
});
