import { createSocket, type RemoteInfo } from 'node:dgram';
import type { AddressInfo } from 'node:net';

export type DnsFailure =
  | 'refuse'
  | 'hang'
  | 'truncate'
  | 'servfail'
  | 'malformed'
  | 'other-id'
  | 'refused'
  | 'slow'
  | 'huge'
  | 'goes-away'
  /** What providers and portals answer for names that are not there. */
  | 'address-for-all';

interface Records {
  readonly mx?: readonly string[];
  readonly ns?: readonly string[];
  readonly a?: readonly string[];
}

/** A name server on UDP. */
export interface Dns extends AsyncDisposable {
  /** As npq.json takes it: `services.dns`. */
  readonly url: string;
  /** `NAME TYPE` of every question. */
  readonly asked: readonly string[];
  /** Null: there is no such name. A domain that no test speaks of has name and mail servers. */
  set(domain: string, records: Records | null): void;
  fail(failure: DnsFailure): void;
}

const types: Readonly<Record<number, string>> = { 1: 'A', 2: 'NS', 15: 'MX', 28: 'AAAA' };

export async function openDns(): Promise<Dns> {
  const names = new Map<string, Records | null>();
  const asked: string[] = [];
  let failure: DnsFailure | undefined;
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, type, end } = questionOf(query);
    asked.push(`${name} ${types[type] ?? type}`);
    const records = names.has(name) ? names.get(name) : { ns: [`ns1.${name}`], mx: [`mx.${name}`] };
    if (failure === 'goes-away' && asked.length > 1) return;
    const told = failure === 'address-for-all' ? { a: ['192.0.2.1'] } : (records ?? {});
    const isMissing = records === null && failure !== 'address-for-all';
    respond(socket, from, query.subarray(0, end), answersOf(told, type), isMissing, failure);
  });
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
  return {
    url: `dns://127.0.0.1:${(socket.address() as AddressInfo).port}/`,
    asked,
    set: (domain, records) => void names.set(domain, records),
    fail(given) {
      failure = given;
    },
    async [Symbol.asyncDispose]() {
      await new Promise<void>((done) => socket.close(() => done()));
    },
  };
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answersOf({ mx = [], ns = [], a = [] }: Records, type: number): readonly Buffer[] {
  if (type === 15) return mx.map((host) => record(15, Buffer.concat([Buffer.from([0, 10]), encoded(host)])));
  if (type === 2) return ns.map((host) => record(2, encoded(host)));
  return type === 1 ? a.map((address) => record(1, Buffer.from(address.split('.').map(Number)))) : [];
}

/** Its name is that of the question, by a pointer. */
function record(type: number, data: Buffer): Buffer {
  const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function encoded(host: string): Buffer {
  const labels = host.split('.').filter(Boolean);
  const parts = labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function respond(
  socket: ReturnType<typeof createSocket>,
  from: RemoteInfo,
  question: Buffer,
  answers: readonly Buffer[],
  isMissing: boolean,
  failure: DnsFailure | undefined,
): void {
  if (failure === 'hang' || failure === 'refuse') return;
  const code = failure === 'servfail' ? 2 : failure === 'refused' ? 5 : isMissing ? 3 : 0;
  const head = Buffer.from(question);
  if (failure === 'other-id') head.writeUInt16BE((head.readUInt16BE(0) + 1) & 0xffff, 0);
  // Response, recursion desired and available.
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(code === 0 ? answers.length : 0, 6);
  head.writeUInt32BE(0, 8);
  const whole = Buffer.concat([head, ...(code === 0 ? answers : [])]);
  const sent =
    failure === 'truncate'
      ? whole.subarray(0, Math.floor(whole.length / 2))
      : failure === 'malformed'
        ? Buffer.concat([head.subarray(0, 12), Buffer.alloc(40, 0xff)])
        : failure === 'huge'
          ? Buffer.concat([whole, Buffer.alloc(60_000, 0xff)])
          : whole;
  const send = () => socket.send(sent, from.port, from.address);
  if (failure === 'slow') {
    const timer = setTimeout(send, 5_000).unref();
    socket.once('close', () => clearTimeout(timer));
  } else send();
}
