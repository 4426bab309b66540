import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { messageOf, NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { nearest } from '../model/nearest.ts';
import { type Absence, absences } from '../model/outcome.ts';
import type { Folders } from './folders.ts';
import {
  type ServiceId,
  type Services,
  serviceIds,
  servicesAt,
  serviceUrl,
  serviceUrlForm,
} from './services.ts';

/** What the user's own `npq.json` says; never the project's. */
export interface UserSettings {
  readonly services: Services;
  /** What may stay unknown, for reasons of the environment, without making the verdict incomplete. */
  readonly acceptedAbsences: ReadonlySet<Absence>;
  /** Absolute paths of the user's own advisories in OSV's form. */
  readonly advisoryFiles: readonly string[];
  /** Mirrors of npm's own registry: the names in them are no secrets. With a slash at the end. */
  readonly publicRegistries: ReadonlySet<string>;
  /** Options of checks, by check id; the checks themselves know which they have. */
  readonly checks: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** How old the local advisory database may be for its silence to count. */
  readonly advisoryMaxAgeDays: number;
}

const addressOf = (id?: ServiceId) =>
  v.pipe(
    v.string(),
    v.check((text) => serviceUrl(text, id) !== undefined, `expected ${serviceUrlForm(id)}`),
    v.transform((text) => serviceUrl(text, id) ?? text),
  );
/** Most malicious releases are found within days: a database of last month does not know this month's. */
const usualMaxAgeDays = 7;
const addresses = Object.fromEntries(serviceIds.map((id) => [id, v.optional(addressOf(id))]));

const Settings = v.object({
  $schema: v.optional(v.string()),
  services: v.optional(v.object(addresses), {}),
  acceptedAbsences: v.optional(v.array(v.picklist(absences)), []),
  advisoryFiles: v.optional(v.array(v.pipe(v.string(), v.nonEmpty())), []),
  publicRegistries: v.optional(v.array(addressOf()), []),
  checks: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
  advisoryMaxAgeDays: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(365)), usualMaxAgeDays),
});

/**
 * `npq.json` in npq's own config folder, and `NPQ_SERVICES`, the address of one mirror of all services.
 * Throws `config-invalid` for whatever it does not understand: half a configuration is none.
 */
export async function loadUserSettings(
  {
    env,
    files,
  }: { readonly env: Pick<Host['env'], 'vars'>; readonly files: Pick<Host['files'], 'readText'> },
  { config }: Pick<Folders, 'config'>,
): Promise<UserSettings> {
  const all = env.vars['NPQ_SERVICES'] || undefined;
  const mirror = all === undefined ? undefined : serviceUrl(all);
  if (all !== undefined && mirror === undefined) {
    throw new NpqError('config-invalid', {
      message: `Expected NPQ_SERVICES to be ${serviceUrlForm()}, found ${JSON.stringify(all.slice(0, 200))}.`,
      hint: 'Each service is asked below it: <address>/osv/, <address>/downloads/ and so on.',
    });
  }
  const path = config && join(config, 'npq.json');
  const text = path && (await files.readText(path));
  const written = path && text !== undefined ? decode(text, path) : decode('{}', '');
  const { services, acceptedAbsences, advisoryFiles, checks, publicRegistries, advisoryMaxAgeDays } = written;
  const moved = services as Partial<Record<ServiceId, string | undefined>>;
  return {
    services: servicesAt(moved, mirror),
    acceptedAbsences: new Set(acceptedAbsences),
    checks,
    advisoryFiles: advisoryFiles.map((file) => resolve(config ?? '', file)),
    advisoryMaxAgeDays,
    publicRegistries: new Set([...publicRegistries, ...publicByEnv(env.vars['NPQ_PUBLIC_REGISTRIES'])]),
  };
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

function decode(text: string, path: string): v.InferOutput<typeof Settings> {
  const json = parse(text, path);
  requireKnownKeys(json, Object.keys(Settings.entries), path, 'key');
  requireKnownKeys(member(json, 'services'), serviceIds, path, 'service');
  const decoded = v.safeParse(Settings, json);
  if (decoded.success) return decoded.output;
  const [issue] = decoded.issues;
  throw invalid(path, `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}.`);
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(path, `expected JSON: ${messageOf(error)}.`, error);
  }
}

function requireKnownKeys(value: unknown, names: readonly string[], path: string, what: string): void {
  if (value === undefined) return;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw invalid(path, `expected an object of ${what}s.`);
  }
  for (const key of Object.keys(value)) {
    if (names.includes(key)) continue;
    const guess = nearest(key, names);
    const meant = guess === undefined ? `Known are: ${names.join(', ')}.` : `Did you mean ${guess}?`;
    throw invalid(path, `there is no ${what} named ${JSON.stringify(key.slice(0, 100))}. ${meant}`);
  }
}

function member(value: unknown, key: string): unknown {
  return value !== null && typeof value === 'object'
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined;
}

function invalid(path: string, what: string, cause?: unknown): NpqError {
  return new NpqError('config-invalid', {
    message: `${path}: ${what}`,
    hint: 'Mend the file or take it away; npq does not go on with settings that it only half understands.',
    cause,
  });
}
