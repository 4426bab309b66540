import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import npmFetch from 'npm-registry-fetch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeNetwork } from '../../src/host/network.ts';
import { sharedConnection } from '../../src/plan/connection.ts';
import { projectRoot } from '../meta/sources.ts';

const pem = (name: string) => readFileSync(join(projectRoot, 'fixtures', 'tls', name), 'utf8');
const ca = [pem('ca.pem')];

let readings = 0;
const network = {
  certificateContext: (of: string | readonly string[]) => {
    readings += 1;
    return nodeNetwork.certificateContext(of);
  },
};
const connect = (flat: Record<string, unknown>, vars: Record<string, string> = {}) =>
  sharedConnection({ network, env: { vars } }, { maxSockets: 15, ...flat });

describe('with certificates of the user’s own', () => {
  let server: Server;
  let url: string;
  let connections = 0;
  beforeAll(async () => {
    server = createServer({ key: pem('server.key'), cert: pem('server.pem') }, (_request, response) => {
      response.setHeader('content-type', 'application/json').end('{"answered":true}');
    });
    server.on('secureConnection', () => {
      connections += 1;
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  });
  afterAll(() => server.close());

  const ask = async (flat: Record<string, unknown>) => {
    const options = { ...flat, registry: url, fetchRetries: 0, cache: undefined };
    return (await npmFetch('/thing', { ...options, ...(await connect(flat)) })).json();
  };

  it('many connections are made with one reading of them', async () => {
    readings = 0;
    connections = 0;
    const flat = { ca };
    const options = { ...flat, ...(await connect(flat)), registry: url, cache: undefined };
    const asked = Array.from({ length: 8 }, (_, index) => npmFetch(`/thing-${index}`, options));
    for (const answer of await Promise.all(asked)) await answer.json();
    expect({ readings, several: connections > 3 }).toEqual({ readings: 1, several: true });
  });

  it('a server that they do not vouch for is refused', async () => {
    const other = pem('server.pem');
    await expect(ask({ ca: [other] })).rejects.toThrow(/certificate/);
  });

  it('unless npm is told not to mind', async () => {
    expect(await ask({ ca: [pem('server.pem')], strictSSL: false })).toEqual({ answered: true });
  });

  it('there are more connections than npm has, unless the user chose a number', async () => {
    expect((await connect({ ca }))['agent']).toMatchObject({ maxSockets: 40 });
    expect((await connect({ ca, maxSockets: 3 }))['agent']).toMatchObject({ maxSockets: 3 });
  });
});

describe('connections stay npm’s own', () => {
  it.each<[why: string, flat: Record<string, unknown>, vars?: Record<string, string>]>([
    ['without certificates', {}],
    ['with none', { ca: null }],
    ['through a proxy', { ca, proxy: 'http://proxy.example' }],
    ['through an https proxy', { ca, httpsProxy: 'http://proxy.example' }],
    ['through a proxy of the environment', { ca }, { HTTPS_PROXY: 'http://proxy.example' }],
    ['through a proxy of the environment, in small letters', { ca }, { http_proxy: 'http://proxy.example' }],
    ['with a client certificate', { ca, cert: 'PEM' }],
    ['with a client certificate for one registry', { ca, '//registry.example/:certfile': '/c.pem' }],
  ])('%s', async (_why, flat, vars) => {
    expect(await connect(flat, vars)).toEqual({});
  });
});
