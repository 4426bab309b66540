import type { IncomingMessage } from 'node:http';
import type { RawPackument } from 'pacote';
import { hasCode, messageOf } from '../errors.ts';
import type { PackageId } from '../model/package-id.ts';
import { formatId } from '../model/package-id.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { GateLogWriter } from './gate-log.ts';
import { fromMap, record, slimVersion } from './gate-packument.ts';
import { type GateReply, jsonReply, refusal } from './gate-reply.ts';
import {
  matches,
  mayBe,
  publishedAddress,
  tarballAddresses,
  usualPath,
  vettedBytes,
} from './gate-tarball.ts';
import type { OnTheSpot, SpotVerdict } from './on-the-spot.ts';

export interface NestedInput {
  readonly onTheSpot: OnTheSpot;
  readonly log: GateLogWriter;
  /** See GateInput. */
  readonly replacedHost: string;
  /** See GateInput. */
  readonly manager: string | undefined;
  gateUrl(): string;
}

/** What the gate has beyond the plan for a script's own package manager. */
export interface NestedRoutes {
  packument(name: string, request: IncomingMessage): Promise<GateReply>;
  /**
   * Undefined where no package is known to lie there. `knownOnly`: the request lacks the secret, and may only
   * ask for what somebody who had it was told of.
   */
  tarball(path: string, wanted: string | undefined, knownOnly: boolean): Promise<GateReply | undefined>;
}

/** A version that was offered and that nobody has vetted yet. */
interface Offered {
  readonly package: Pick<PlannedPackage, 'name' | 'version' | 'origin'>;
  /** As the registry publishes it; only for telling apart what lies under one path. */
  readonly integrity: string;
}

type Loaded = { readonly raw: RawPackument } | { readonly no: GateReply };

/** Nobody chooses a version by asking for a document: it is vetted once its tarball is asked for. */
export function nestedRoutes({ onTheSpot, log, replacedHost, manager, gateUrl }: NestedInput): NestedRoutes {
  const asker = manager ?? 'A script';
  const addresses = tarballAddresses<Offered>([]);
  const offered = new Set<string>();
  const verdicts = new Map<string, Promise<SpotVerdict>>();

  async function load(name: string): Promise<Loaded> {
    try {
      const raw = await onTheSpot.document(name);
      if (!offered.has(name)) learn(name, raw);
      offered.add(name);
      return { raw };
    } catch (error) {
      if (!hasCode(error)) throw error;
      if (error.code === 'E404') return { no: jsonReply(404, { error: 'Not found' }) };
      const locked = error.code === 'E401' || error.code === 'E403';
      const why = locked
        ? withoutCredentials(name)
        : `The registry's document of ${name} cannot be had: ${messageOf(error)}`;
      return { no: refusal(locked ? 403 : 502, why) };
    }
  }

  function withoutCredentials(name: string): string {
    return manager === undefined
      ? `${name} is not in the plan, and its registry gives it to nobody without credentials, which scripts do not get.`
      : `The registry of ${name} gives it to nobody without credentials, which ${manager} does not get.`;
  }

  function learn(name: string, raw: RawPackument): void {
    for (const [version, one] of versionsOf(raw)) {
      const origin = { kind: 'registry', registry: onTheSpot.registryFor(name) } as const;
      const integrity = record(one['dist'])?.['integrity'];
      const offer: Offered = {
        package: { name, version, origin },
        integrity: typeof integrity === 'string' ? integrity : '',
      };
      addresses.add(new URL(`.${usualPath({ name, version })}`, origin.registry).href, offer);
      const address = publishedAddress(raw, version);
      if (address !== undefined) addresses.add(address, offer);
    }
  }

  /** npm puts our host before a tarball's path by itself; other package managers go where they are told. */
  function addressFor(
    id: PackageId,
    published: string | undefined,
    request: IncomingMessage,
  ): string | undefined {
    const comesHere =
      (request.headers['user-agent'] ?? '').startsWith('npm/') &&
      published !== undefined &&
      URL.canParse(published) &&
      (replacedHost === 'always' || new URL(published).hostname === replacedHost);
    return comesHere ? undefined : new URL(`.${usualPath(id)}`, gateUrl()).href;
  }

  function vetOnce(id: PackageId): Promise<SpotVerdict> {
    const key = formatId(id);
    const running = verdicts.get(key) ?? onTheSpot.vet(id);
    verdicts.set(key, running);
    return running;
  }

  return {
    async packument(name, request) {
      const loaded = await load(name);
      if ('no' in loaded) return loaded.no;
      const { raw } = loaded;
      const versions = new Map(
        [...versionsOf(raw)].map(([version, one]) => {
          const id = { name, version };
          const address = addressFor(id, publishedAddress(raw, version), request);
          return [version, slimVersion(one, id, address)] as const;
        }),
      );
      log.served('packument');
      const { 'dist-tags': tags, time } = raw;
      return jsonReply(200, {
        ...{ _id: name, name, 'dist-tags': record(tags) ?? {}, versions: fromMap(versions) },
        ...(record(time) ? { time } : {}),
      });
    },

    async tarball(path, wanted, knownOnly) {
      const name = nameInPath(path);
      if (addresses.at(path).length === 0 && name !== undefined && !knownOnly) await load(name);
      const here = addresses.at(path).filter((one) => one.integrity === '' || mayBe(wanted, one));
      const [only] = here;
      if (only === undefined) return undefined;
      if (here.length > 1)
        return refusal(403, 'Several packages have this path; which one is meant is not said.');
      const id = { name: only.package.name, version: only.package.version };
      const got = await vetOnce(id);
      if (got.verdict !== 'pass') {
        log.nested({ ...id, verdict: got.verdict, why: got.why });
        return refusal(403, `${asker} asked for ${formatId(id)}, which did not pass: ${got.why}`);
      }
      log.nested({ ...id, verdict: 'pass', ...(got.tolerated ? { why: got.tolerated } : {}) });
      const bytes = await vettedBytes(got.vetted, onTheSpot.options);
      if (bytes.kind === 'trouble') return refusal(bytes.swapped ? 403 : 502, bytes.why);
      if (wanted !== undefined && !matches(bytes.bytes, wanted)) {
        return refusal(403, `${asker} asked for other bytes of ${formatId(id)} than those that were vetted.`);
      }
      log.served('tarball');
      return { status: 200, body: bytes.bytes, type: 'application/octet-stream' };
    },
  };
}

function versionsOf(raw: RawPackument): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  return new Map(
    Object.entries(record(raw['versions']) ?? {}).flatMap(([version, one]) => {
      const fields = record(one);
      return fields ? [[version, fields] as const] : [];
    }),
  );
}

/** With a lockfile package managers ask for tarballs without having read a document. */
function nameInPath(path: string): string | undefined {
  return /(?:^|\/)((?:@[^/]+\/)?[^/@]+)\/-\/[^/]+\.tgz$/.exec(path)?.[1];
}
