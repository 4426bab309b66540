import { resolve } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Absence } from '../model/outcome.ts';
import { type ServiceId, type Services, servicesAt, serviceUrl, serviceUrlForm } from './services.ts';
import type { WrittenSettings } from './settings-schema.ts';

/** What of npq.json is not about findings: the user's own word and the organisation's, never the project's. */
export interface UserSettings {
  readonly services: Services;
  /** What may stay unknown, for reasons of the environment, without making the verdict incomplete. */
  readonly acceptedAbsences: ReadonlySet<Absence>;
  /** Absolute paths of the user's own advisories in OSV's form. */
  readonly advisoryFiles: readonly string[];
  /** Mirrors of npm's own registry: the names in them are no secrets. With a slash at the end. */
  readonly publicRegistries: ReadonlySet<string>;
  /** How old the local advisory database may be for its silence to count. */
  readonly advisoryMaxAgeDays: number;
}

type Vars = Host['env']['vars'];

/** Most malicious releases are found within days: a database of last month does not know this month's. */
const usualMaxAgeDays = 7;

interface UserWords {
  readonly vars: Vars;
  /** npq's config folder, which paths in the user's file start from. */
  readonly folder: string | undefined;
  readonly user: WrittenSettings;
  readonly organisation: WrittenSettings;
}

/** `NPQ_SERVICES` is the address of one mirror of all services; what a file says of one counts before it. */
export function userSettings({ vars, folder, user, organisation }: UserWords): UserSettings {
  const all = vars['NPQ_SERVICES'] || undefined;
  const mirror = all === undefined ? undefined : serviceUrl(all);
  if (all !== undefined && mirror === undefined) {
    throw new NpqError('config-invalid', {
      message: `Expected NPQ_SERVICES to be ${serviceUrlForm()}, found ${JSON.stringify(all.slice(0, 200))}.`,
      hint: 'Name an address below which each service is asked: <address>/osv/, <address>/downloads/ and so on.',
    });
  }
  const { publicRegistries: ours = [], acceptedAbsences: accepted = [] } = organisation;
  const { publicRegistries = [], acceptedAbsences = [], advisoryFiles = [] } = user;
  return {
    services: servicesAt(moved({ ...organisation.services, ...user.services }), mirror),
    acceptedAbsences: new Set([...accepted, ...acceptedAbsences]),
    advisoryFiles: advisoryFiles.map((file) => resolve(folder ?? '', file)),
    advisoryMaxAgeDays: user.advisoryMaxAgeDays ?? organisation.advisoryMaxAgeDays ?? usualMaxAgeDays,
    publicRegistries: new Set([
      ...[...ours, ...publicRegistries].map((one) => serviceUrl(one) ?? one),
      ...publicByEnv(vars['NPQ_PUBLIC_REGISTRIES']),
    ]),
  };
}

function moved(services: Readonly<Record<string, string | undefined>>): Partial<Record<ServiceId, string>> {
  return Object.fromEntries(
    Object.entries(services).flatMap(([id, address]) => {
      const url = address === undefined ? undefined : serviceUrl(address, id);
      return url === undefined ? [] : [[id, url] as const];
    }),
  );
}

function publicByEnv(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/\s+/)
    .filter(Boolean)
    .map((one) => {
      const address = serviceUrl(one);
      if (address !== undefined) return address;
      throw new NpqError('config-invalid', {
        message: `Expected NPQ_PUBLIC_REGISTRIES to hold addresses (${serviceUrlForm()}), found ${JSON.stringify(one.slice(0, 200))}.`,
        hint: 'Name the mirrors of the public registry there, with spaces between them.',
      });
    });
}
