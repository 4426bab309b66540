import { askLine } from './ask-line.ts';
import { dnsRecords } from './dns-records.ts';
import type { Network } from './host.ts';

export const nodeNetwork: Network = {
  async certificateContext(ca) {
    const { createSecureContext } = await import('node:tls');
    return createSecureContext({ ca: typeof ca === 'string' ? ca : [...ca] });
  },
  async listenOnLoopback(handler) {
    // Commands that need no gate start faster without it.
    const { createServer } = await import('node:http');
    return new Promise((resolve, reject) => {
      const server = createServer(handler);
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (address === null || typeof address === 'string') {
          reject(new Error('a loopback server has no port'));
          return;
        }
        resolve({
          port: address.port,
          close: () =>
            new Promise((done) => {
              server.close(() => done());
              server.closeAllConnections();
            }),
        });
      });
    });
  },
  askLine,
  dnsRecords,
};
