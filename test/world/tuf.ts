import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { bytes, json, notFound, type Reply } from './http.ts';

/** A TUF repository with one key for every role. */
export interface TufRepository {
  /** What a client has to begin with, in JSON. */
  readonly root: string;
  answer(path: string): Reply;
  /** A target's bytes that are not those that are signed for. */
  swapTarget(name: string, content: object): void;
}

const roles = ['root', 'timestamp', 'snapshot', 'targets'] as const;

export function createTufRepository(
  targets: Readonly<Record<string, object>>,
  expires = '2099-01-01T00:00:00Z',
): TufRepository {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const hex = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
  const keyid = createHash('sha256').update(hex).digest('hex');
  const signed = (_type: (typeof roles)[number], fields: object, until = expires): string => {
    const content = { _type, spec_version: '1.0.31', version: 1, expires: until, ...fields };
    const sig = sign(null, Buffer.from(JSON.stringify(sorted(content))), privateKey).toString('hex');
    return JSON.stringify({ signed: content, signatures: [{ keyid, sig }] });
  };
  const files = new Map(
    Object.entries(targets).map(([name, content]) => [name, Buffer.from(JSON.stringify(content))]),
  );
  const served = new Map<string, Buffer>();
  const listed = Object.fromEntries(
    [...files].map(([name, content]) => {
      const sha256 = createHash('sha256').update(content).digest('hex');
      const slash = name.lastIndexOf('/') + 1;
      served.set(`/targets/${name.slice(0, slash)}${sha256}.${name.slice(slash)}`, content);
      return [name, { length: content.length, hashes: { sha256 } }];
    }),
  );
  const root = signed(
    'root',
    {
      consistent_snapshot: true,
      keys: { [keyid]: { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: hex } } },
      roles: Object.fromEntries(roles.map((role) => [role, { keyids: [keyid], threshold: 1 }])),
    },
    '2099-01-01T00:00:00Z',
  );
  const metadata: Readonly<Record<string, string>> = {
    '/timestamp.json': signed('timestamp', { meta: { 'snapshot.json': { version: 1 } } }),
    '/1.snapshot.json': signed('snapshot', { meta: { 'targets.json': { version: 1 } } }),
    '/1.targets.json': signed('targets', { targets: listed }),
  };
  return {
    root,
    answer(path) {
      const document = metadata[path];
      if (document !== undefined) return json(document);
      const target = served.get(path);
      return target === undefined ? notFound() : bytes(target);
    },
    swapTarget(name, content) {
      for (const path of served.keys()) {
        if (path.endsWith(`.${name}`)) served.set(path, Buffer.from(JSON.stringify(content)));
      }
    },
  };
}

/** What TUF signs: JSON with its keys in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
