import { exitCodes } from '../../cli/exit-codes.ts';
import { loadAcceptedAbsences } from '../../config/accepted-absences.ts';
import { databasePath } from '../../evidence/advisories/database/place.ts';
import { databaseStatus } from '../../evidence/advisories/database/status.ts';
import { createHttp } from '../../evidence/http.ts';
import { openTrustStore } from '../../evidence/trust-store.ts';
import type { Host } from '../../host/host.ts';
import { type Health, problem } from '../../model/health.ts';
import { sharedConnection } from '../../plan/connection.ts';
import { lookingOptions } from '../../plan/looking.ts';
import { registryOf } from '../../plan/read-packument.ts';
import { npmsOwnRegistry } from '../../plan/resolve.ts';
import { npqVersion } from '../../version.ts';
import { ownNpmOptions } from '../own-npm-options.ts';
import { ownSurroundings, type Surroundings } from '../surroundings.ts';
import { type LookedAtProject, lookAtProject } from '../trust.ts';
import { attempt } from './attempt.ts';
import { databaseHealth, folderHealth, trustHealth } from './keeping.ts';
import { nodeHealth, npmHealth, questionsHealth } from './machine.ts';
import { registryHealth } from './registry.ts';
import { environmentHealth, rulesHealth } from './rules.ts';
import { servicesHealth } from './services.ts';
import { wayInHealth } from './way-in.ts';

/**
 * Everything that an install hangs on, looked at once and in the order in which it would stumble; what goes wrong is
 * one thing among others.
 */
export async function lookOver(host: Host): Promise<readonly Health[]> {
  const npm = await npmHealth(host);
  const machine = [
    ...[nodeHealth(host), 'got' in npm ? npm.got : npm.health, await wayInHealth(host)],
    ...environmentHealth(host),
  ];
  const questions = questionsHealth(host);
  if (!('got' in npm)) return [...machine, questions];
  const known = await attempt('settings', async () => {
    const surroundings = await ownSurroundings(host);
    const { config, agreements, own } = surroundings;
    return { surroundings, looked: await lookAtProject({ host, config, agreements, own, vouched: [] }) };
  });
  if (!('got' in known)) return [...machine, known.health, questions];
  const { surroundings, looked } = known.got;
  const rules = rulesHealth(surroundings.own, looked);
  const world = await attempt('network', () => worldHealth(host, surroundings, looked));
  const folders = await folderHealth(host, surroundings.folders);
  return [...machine, ...rules, ...('got' in world ? world.got : [world.health]), ...folders, questions];
}

async function worldHealth(
  host: Host,
  surroundings: Surroundings,
  looked: LookedAtProject,
): Promise<readonly Health[]> {
  const { config, folders, own } = surroundings;
  const { clock } = host;
  const { settings } = own;
  const plain = await optionsFor(host, surroundings, looked);
  const options = { ...plain, ...(await sharedConnection(host, plain)) };
  const http = createHttp({ npm: options, userAgent: `npq/${npqVersion}`, clock });
  const service = settings.services.tuf;
  const npmsOwn = npmsOwnRegistry(config);
  const now = clock.now();
  const maxAgeDays = settings.advisoryMaxAgeDays;
  const trusting = attempt('trusted keys', async () => {
    const store = await openTrustStore({ host, folders, http, service, npmsOwn });
    return { trust: await store.trust(), notes: store.notes };
  });
  const ownKeys = trusting.then((keys) => 'got' in keys && keys.got.trust.origin === 'file');
  const [keys, registry, services, database, absences] = await Promise.all([
    trusting,
    registryHealth(host, folders, options),
    servicesHealth({ http, services: settings.services, clock, ownKeys }),
    databaseStatus(host.files, databasePath(folders), { now, maxAgeDays }),
    loadAcceptedAbsences(host, folders, settings),
  ]);
  const used = registryOf('once', options);
  const named = used === npmsOwn || settings.publicRegistries.has(used);
  const without = database.state !== 'usable' && !absences.all().has('advisories');
  return [
    ...registry,
    ...services.health,
    without && !(named && services.osvAnswers) ? noAdvisories(named) : databaseHealth(database, now),
    'got' in keys ? trustHealth(keys.got.trust, keys.got.notes, now) : keys.health,
  ];
}

/** A project's own .npmrc names no address before somebody has agreed to it; then the user's own word counts. */
async function optionsFor(
  host: Host,
  { npm, config, folders }: Surroundings,
  { npmrc }: LookedAtProject,
): Promise<Readonly<Record<string, unknown>>> {
  if (npmrc.kind === 'fine') return lookingOptions(config);
  return ownNpmOptions(host, npm, folders.cache ?? host.env.tmp);
}

/** Malware and vulnerabilities are essential: an install ends incomplete where nobody can be asked about them. */
function noAdvisories(named: boolean): Health {
  const said = named
    ? 'OSV does not answer, and there is no local database that would do'
    : 'what this registry has is named to nobody, and there is no local database that would do';
  return problem('advisories', said, {
    ...{ next: 'npq db update', exitCode: exitCodes.incomplete.code, data: { state: 'none' } },
  });
}
