import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { tempProject } from './npm.ts';
import { createProxy } from './proxy.ts';
import { createWorld } from './world.ts';

test('npm reaches nothing through the proxy, and the proxy tells what it wanted', async () => {
  await using world = await createWorld({ hostname: 'localhost', sentinels: false });
  await using proxy = await createProxy();
  await using project = tempProject();
  world.registry().publish({ name: 'leaf', version: '1.0.0' });
  const args = ['install', 'leaf', `--registry=${world.url}`, '--fetch-retries=0', '--no-audit'];
  const { code } = await project.npm(args, { env: proxy.env });
  expect(code).not.toBe(0);
  expect(proxy.refused).toEqual([`GET ${world.url}leaf`]);
  expect(world.requests).toEqual([]);
});

test('npm reaches what the proxy is told to pass', async () => {
  await using world = await createWorld({ hostname: 'localhost', sentinels: false });
  await using proxy = await createProxy();
  await using project = tempProject();
  world.registry().publish({ name: 'leaf', version: '1.0.0' });
  proxy.allow(world.url);
  const { code } = await project.npm(['install', 'leaf', `--registry=${world.url}`, '--no-audit'], {
    env: proxy.env,
  });
  expect(code).toBe(0);
  expect(proxy.refused).toEqual([]);
  expect(new Set(proxy.passed)).toEqual(
    new Set([`GET ${world.url}leaf`, `GET ${world.url}leaf/-/leaf-1.0.0.tgz`]),
  );
});

test('an https address is refused at its CONNECT', async () => {
  await using proxy = await createProxy();
  await using project = tempProject();
  const args = ['view', 'leaf', '--registry=https://registry.example/', '--fetch-retries=0'];
  const { code } = await project.npm(args, { env: proxy.env });
  expect(code).not.toBe(0);
  expect(proxy.refused).toEqual(['CONNECT registry.example:443']);
});

test('what listens on 127.0.0.1 is reached past the proxy only by who is told to', async () => {
  await using proxy = await createProxy();
  await using project = tempProject();
  const gate = createServer((_request, response) => response.end('{}'));
  await new Promise<void>((listening) => gate.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}/`;
  const ping = ['ping', `--registry=${url}`, '--fetch-retries=0'];
  const through = await project.npm(ping, { env: proxy.env });
  const past = await project.npm([...ping, '--noproxy=127.0.0.1'], { env: proxy.env });
  gate.close();
  expect({ through: through.code, past: past.code }).toEqual({ through: 1, past: 0 });
  expect(proxy.refused).toEqual([`GET ${url}-/ping`]);
});
