import * as v from 'valibot';

/** What a registry of domains says of one of them. */
export interface Registration {
  readonly by: 'RDAP' | 'WHOIS';
  readonly state: RegistrationState;
  /** ISO 8601 UTC. When it was last registered anew; many registries of countries do not tell. */
  readonly registeredAt?: string;
  readonly expiresAt?: string;
}

const states = ['registered', 'unregistered', 'redemption', 'pending-delete'] as const;
export type RegistrationState = (typeof states)[number];

/** What DNS says of a domain. */
export interface DomainRecords {
  /** Somebody's name servers answer for it, so somebody has it. */
  readonly delegated: boolean;
  /** It names servers for its mail. */
  readonly mail: boolean;
  readonly address: boolean;
}

const Time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
);

/** As the cache keeps them. */
export const RegistrationSchema = v.object({
  by: v.picklist(['RDAP', 'WHOIS']),
  state: v.picklist(states),
  registeredAt: v.exactOptional(Time),
  expiresAt: v.exactOptional(Time),
});

export const DomainRecordsSchema = v.object({
  delegated: v.boolean(),
  mail: v.boolean(),
  address: v.boolean(),
});

/** A time as registries write it, in ISO 8601 UTC; undefined where it is none or has no day. */
export function registryTime(text: string): string | undefined {
  if (text.length > 64 || !/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** Registries say it with blanks, dashes or in camel case: `redemption period`, `redemptionPeriod`. */
export function stateOf(statuses: readonly string[]): RegistrationState {
  const plain = statuses.map((status) => status.toLowerCase().replace(/[^a-z]/g, ''));
  if (plain.some((status) => status.startsWith('pendingdelete'))) return 'pending-delete';
  return plain.some((status) => /^(redemption|pendingrestore)/.test(status)) ? 'redemption' : 'registered';
}
