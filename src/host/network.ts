import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { askLine } from './ask-line.ts';
import { dnsRecords } from './dns-records.ts';
import type { Network } from './host.ts';

export const nodeNetwork: Network = {
  async certificateContext(ca) {
    const { createSecureContext } = await import('node:tls');
    return createSecureContext({ ca: typeof ca === 'string' ? ca : [...ca] });
  },
  async listenOnLoopback(handler, onTunnel) {
    // Commands that need no gate start faster without it.
    const { createServer } = await import('node:http');
    return new Promise((resolve, reject) => {
      const server = createServer(handler);
      // npm may be busy for longer than Node's five seconds, and does not ask twice for what it posts to a connection
      // that was closed meanwhile: its audit would be lost.
      server.keepAliveTimeout = 0;
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (address === null || typeof address === 'string') {
          reject(new Error('a loopback server has no port'));
          return;
        }
        if (onTunnel) refuseTunnels(server, `127.0.0.1:${address.port}`, onTunnel);
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

function refuseTunnels(server: Server, self: string, onTunnel: (target: string) => void): void {
  server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Whoever hangs up first: there is nobody left to tell.
    socket.on('error', () => socket.destroy());
    const target = request.url ?? '';
    if (target !== self) {
      onTunnel(target);
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    server.emit('connection', socket);
  });
}
