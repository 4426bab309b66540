import { expect, it } from 'vitest';
import { servicesAt } from '../../../src/config/services.ts';
import { createWhois } from '../../../src/evidence/domains/ask-whois.ts';
import { openDomainCache } from '../../../src/evidence/domains/cache.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import type { LineQuestion } from '../../../src/host/host.ts';
import { nodeNetwork } from '../../../src/host/network.ts';
import { whoisRecord } from '../../world/whois.ts';
import { clock, knownValue, unknownOf } from '../support.ts';

/** IANA's own WHOIS, which names this server for every top level. */
async function ask(server: string, domain = 'teapot.io') {
  const asked: LineQuestion[] = [];
  const network = {
    ...nodeNetwork,
    askLine: async (question: LineQuestion) => {
      asked.push(question);
      return question.host === 'whois.iana.org' ? `whois: ${server}\n` : whoisRecord(domain);
    },
  };
  const cache = openDomainCache({ cache: undefined }, { clock, files: nodeFiles });
  const whois = createWhois({
    ...{ network, cache, clock, service: servicesAt().whois, timeoutMs: 1_000 },
    inTurn: (work) => work(),
  });
  const fact = await whois(domain);
  return { fact, asked: asked.map(({ host, port, line }) => `${host}:${port} ${line}`) };
}

it('asks the server that IANA names, on its own port', async () => {
  const { fact, asked } = await ask('whois.nic.io');
  expect(knownValue(fact)).toMatchObject({ by: 'WHOIS', state: 'registered' });
  expect(asked).toEqual(['whois.iana.org:43 io', 'whois.nic.io:43 teapot.io']);
});

it('asks some servers in the way that they want', async () => {
  expect((await ask('whois.denic.example', 'teapot.de')).asked).toContain(
    'whois.denic.example:43 -T dn,ace teapot.de',
  );
  expect((await ask('whois.jprs.example', 'teapot.jp')).asked).toContain('whois.jprs.example:43 teapot.jp/e');
});

it.each([
  '127.0.0.1',
  '127.0.0.1:25',
  '10.0.0.1',
  '0x7f.0.0.1',
  '127.0.0.0x1.',
  'whois.localhost',
  'localhost',
  'router',
  'whois.nic.io:25',
])('is not sent into the user’s own network, or to another port: %s', async (server) => {
  const { fact, asked } = await ask(server);
  expect(unknownOf(fact).reason).toBe('http-error');
  expect(asked).toEqual(['whois.iana.org:43 io']);
});
