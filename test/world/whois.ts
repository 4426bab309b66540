import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export type WhoisFailure = 'refuse' | 'hang' | 'reset' | 'truncate' | 'slow' | 'huge' | 'malformed' | 'html';

/** A WHOIS server on TCP that is IANA's and that of every top level at once. */
export interface Whois extends AsyncDisposable {
  /** As npq.json takes it: `services.whois`. */
  readonly url: string;
  /** Lines that were asked, in order. */
  readonly asked: readonly string[];
  /** Connections. */
  readonly mostAtOnce: number;
  /** The answer to this line, from now on. */
  say(line: string, answer: string): void;
  /** Every answer goes wrong in this way, or only those to this line. */
  fail(failure: WhoisFailure, line?: string): void;
}

export async function openWhois(topLevels: readonly string[]): Promise<Whois> {
  const answers = new Map<string, string>();
  const failures = new Map<string | undefined, WhoisFailure>();
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  let mostAtOnce = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    mostAtOnce = Math.max(mostAtOnce, sockets.size);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
    socket.once('data', (data) => {
      const line = data.toString('utf8').trimEnd();
      asked.push(line);
      const failure = failures.get(line) ?? failures.get(undefined);
      reply(socket, answers.get(line) ?? 'This query returned 0 objects.\r\n', failure);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const name of topLevels) {
    answers.set(
      name,
      `% IANA WHOIS server\n\ndomain:       ${name.toUpperCase()}\n\nwhois:        ${host}\n`,
    );
  }
  return {
    url: `whois://${host}/`,
    asked,
    get mostAtOnce() {
      return mostAtOnce;
    },
    say: (line, answer) => void answers.set(line, answer),
    fail: (failure, line) => void failures.set(line, failure),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}

function reply(socket: Socket, answer: string, failure: WhoisFailure | undefined): void {
  switch (failure) {
    case undefined:
      socket.end(answer);
      return;
    case 'refuse':
      socket.destroy();
      return;
    case 'hang':
      return;
    case 'reset':
      socket.write(answer.slice(0, answer.length / 2), () => setTimeout(() => socket.resetAndDestroy(), 20));
      return;
    case 'truncate':
      socket.end(answer.slice(0, answer.length / 2));
      return;
    case 'malformed':
      socket.end('\0\x01{"domain": [');
      return;
    case 'html':
      socket.end('<html><body><h1>404 Not Found</h1></body></html>\n');
      return;
    case 'slow': {
      const bytes = [...answer];
      const timer = setInterval(() => socket.write(bytes.shift() ?? ' '), 50);
      socket.once('close', () => clearInterval(timer));
      return;
    }
    case 'huge': {
      const more = () => {
        while (!socket.destroyed && socket.write('x'.repeat(65_536))) {}
      };
      socket.on('drain', more);
      more();
      return;
    }
  }
}

/** An answer as the registries of generic top levels give it. */
export function whoisRecord(
  domain: string,
  over: { readonly created?: string; readonly expires?: string; readonly status?: string } = {},
): string {
  const { created = '1999-01-01T00:00:00Z', expires = '2099-01-01T00:00:00Z', status = 'ok' } = over;
  return [
    `Domain Name: ${domain.toUpperCase()}`,
    `Registry Domain ID: D1-X`,
    `Registrar URL: https://registrar.example`,
    `Updated Date: 2026-01-01T00:00:00Z`,
    `Creation Date: ${created}`,
    `Registry Expiry Date: ${expires}`,
    `Domain Status: ${status} https://icann.org/epp#${status}`,
    `Name Server: ns1.${domain}`,
    `DNSSEC: unsigned`,
    `>>> Last update of WHOIS database: 2026-11-22T00:00:00Z <<<`,
    '',
  ].join('\r\n');
}
