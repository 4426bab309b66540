import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeNetwork } from '../../src/host/network.ts';
import { openWhois, type Whois } from '../world/whois.ts';

let server: Whois;

beforeEach(async () => {
  server = await openWhois([]);
  server.say('hello', 'and good day\r\n');
});
afterEach(() => server[Symbol.asyncDispose]());

const ask = () =>
  nodeNetwork.askLine({
    ...{ host: '127.0.0.1', port: Number(new URL(server.url).port), line: 'hello' },
    ...{ maxBytes: 1_000, timeoutMs: 300 },
  });

it('brings what the server says until it hangs up', async () => {
  expect(await ask()).toBe('and good day\r\n');
});

it.each([
  ['hang', 'ETIMEDOUT'],
  // Each byte comes in time, and all of them do not.
  ['slow', 'ETIMEDOUT'],
  ['huge', 'ENPQTOOLARGE'],
  ['reset', 'ECONNRESET'],
] as const)('ends for a server that does this: %s', async (failure, code) => {
  server.fail(failure);
  await expect(ask()).rejects.toMatchObject({ code });
});
