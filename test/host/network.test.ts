import { expect, it } from 'vitest';
import { nodeNetwork } from '../../src/host/network.ts';
import { ask } from '../world/client.ts';

it('a listener closes no connection for being silent, since npm does not ask twice for its audit', async () => {
  const listener = await nodeNetwork.listenOnLoopback((_request, response) => response.end('here'));
  const { status, headers } = await ask(`http://127.0.0.1:${listener.port}/`, {
    headers: { connection: 'keep-alive' },
  });
  expect([status, headers.connection]).toEqual([200, 'keep-alive']);
  // After how many seconds Node closes it would stand here.
  expect(headers).not.toHaveProperty('keep-alive');
  await listener.close();
});
