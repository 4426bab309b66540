import * as v from 'valibot';

/** What signatures are held against: sigstore's own keys and certificates, and the keys of registries. */
export interface Trust {
  /** The day on which it was taken, ISO 8601. */
  readonly date: string;
  readonly origin: 'embedded' | 'refreshed' | 'file';
  /** A sigstore trusted root in JSON, decoded by sigstore's own library. */
  readonly trustedRoot: object;
  readonly keys: readonly RegistryKey[];
}

const Time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), 'is no time'),
);

/** A key of a registry. */
export const RegistryKeySchema = v.object({
  /** Base URL with a trailing slash; absent for the keys of npm's own registry. */
  registry: v.exactOptional(v.string()),
  keyId: v.string(),
  usage: v.picklist(['npm:signatures', 'npm:attestations']),
  /** SPKI, DER, base64. */
  rawBytes: v.string(),
  /** ISO 8601. */
  start: Time,
  end: v.exactOptional(Time),
});
export type RegistryKey = Readonly<v.InferOutput<typeof RegistryKeySchema>>;

/** The TUF target `keys.json`. A kind of key that npq does not know is left out, and then vouches for nothing. */
const Keys = v.object({
  keys: v.pipe(
    v.array(
      v.object({
        keyId: v.string(),
        keyUsage: v.string(),
        publicKey: v.object({
          rawBytes: v.string(),
          keyDetails: v.string(),
          validFor: v.object({ start: Time, end: v.optional(Time) }),
        }),
      }),
    ),
    v.maxLength(100),
  ),
});

const TrustedRoot = v.looseObject({
  tlogs: v.array(v.unknown()),
  certificateAuthorities: v.array(v.unknown()),
  ctlogs: v.array(v.unknown()),
  timestampAuthorities: v.optional(v.array(v.unknown())),
});

export function decodeKeys(raw: unknown, registry?: string): readonly RegistryKey[] | undefined {
  const decoded = v.safeParse(Keys, raw);
  if (!decoded.success) return undefined;
  return decoded.output.keys.flatMap(({ keyId, keyUsage, publicKey }) => {
    if (publicKey.keyDetails !== 'PKIX_ECDSA_P256_SHA_256') return [];
    if (keyUsage !== 'npm:signatures' && keyUsage !== 'npm:attestations') return [];
    const { start, end } = publicKey.validFor;
    return [
      {
        ...(registry === undefined ? {} : { registry }),
        ...{ keyId, usage: keyUsage, rawBytes: publicKey.rawBytes, start },
        ...(end === undefined ? {} : { end }),
      },
    ];
  });
}

export function decodeTrustedRoot(raw: unknown): object | undefined {
  const decoded = v.safeParse(TrustedRoot, raw);
  return decoded.success ? decoded.output : undefined;
}

const TrustFile = v.strictObject({
  date: Time,
  trustedRoot: TrustedRoot,
  registries: v.array(v.strictObject({ registry: v.pipe(v.string(), v.url()), keys: v.unknown() })),
});

/** A file of the user's own in place of what npq brings; undefined where it is none. */
export function decodeTrustFile(raw: unknown): Trust | undefined {
  const decoded = v.safeParse(TrustFile, raw);
  if (!decoded.success) return undefined;
  const { date, trustedRoot, registries } = decoded.output;
  const keys = registries.map(({ registry, keys }) => decodeKeys(keys, `${registry.replace(/\/+$/, '')}/`));
  if (keys.includes(undefined)) return undefined;
  return { date, origin: 'file', trustedRoot, keys: keys.flatMap((some) => some ?? []) };
}

/** The keys that this registry signs with, as far as the trust knows them. */
export function keysFor(
  trust: Trust,
  usage: RegistryKey['usage'],
  registry: string,
  npmsOwn: string,
): readonly RegistryKey[] {
  return trust.keys.filter((key) => key.usage === usage && (key.registry ?? npmsOwn) === registry);
}

/** Whether the key counted at that time. */
export function countedAt(key: Pick<RegistryKey, 'start' | 'end'>, time: Date): boolean {
  const at = time.getTime();
  return at >= Date.parse(key.start) && (key.end === undefined || at <= Date.parse(key.end));
}
