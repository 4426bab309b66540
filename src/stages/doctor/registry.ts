import { exitCodes } from '../../cli/exit-codes.ts';
import type { Folders } from '../../config/folders.ts';
import { createAskRegistry } from '../../evidence/ask-registry.ts';
import { loadProfiles, type RegistryTrait } from '../../evidence/profile.ts';
import { withoutCredentials } from '../../evidence/registry-address.ts';
import { sentinels } from '../../evidence/sentinels.ts';
import type { Host } from '../../host/host.ts';
import type { Fact } from '../../model/fact.ts';
import { fine, type Health, note, problem } from '../../model/health.ts';
import { createPackumentStore } from '../../plan/packuments.ts';
import { packumentLimitBytes } from '../../plan/read-packument.ts';

const topic = 'registry';
const [{ name: asked }] = sentinels;

type Options = Readonly<Record<string, unknown>>;

/**
 * Whether it answers, past npm's cache, and then what it is known to offer. Nothing is put into that cache either:
 * `npm doctor`, which may come behind this, counts what is in it.
 */
export async function registryHealth(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Pick<Folders, 'state'>,
  npm: Options,
): Promise<readonly Health[]> {
  const options: Options = { ...npm, cache: undefined };
  const packuments = createPackumentStore(options);
  const registry = packuments.registryFor(asked);
  const address = withoutCredentials(registry);
  if (options['offline'] === true) {
    const next = 'npm config get offline shows it; leave it out to ask again.';
    return [note(topic, `${address} was not asked: npm is set to work offline`, { next, data: { address } })];
  }
  const ask = createAskRegistry({ npm: options, now: () => host.clock.now() });
  const begun = host.clock.monotonicMs();
  const answer = await ask(registry, asked, { source: topic, maxBytes: packumentLimitBytes });
  const ms = Math.round(host.clock.monotonicMs() - begun);
  const data = { address, ms, answered: true };
  if (answer.status === 'unknown' && answer.reason !== 'not-found') {
    return [
      problem(topic, `${address} does not answer: ${answer.detail}`, {
        ...{ data: { ...data, answered: false, reason: answer.reason } },
        ...{ next: '`npm ping`, and `npm config get registry` for whether it is the right one' },
        exitCode: exitCodes.unreachable.code,
      }),
    ];
  }
  const lacks = answer.status === 'known' ? '' : `; it has no ${asked}, which the public registry has`;
  return [
    fine(topic, `${address} answered in ${ms} ms${lacks}`, { data }),
    await offersHealth(host, folders, options, registry),
  ];
}

const traitWords: Readonly<Record<RegistryTrait, string>> = {
  timesBelieved: 'true publish times',
  deprecationsTold: 'deprecations',
  signaturesTold: 'signatures',
  attestationsTold: 'attestations',
};

async function offersHealth(
  host: Pick<Host, 'files' | 'clock'>,
  folders: Pick<Folders, 'state'>,
  options: Options,
  registry: string,
): Promise<Health> {
  const profiles = await loadProfiles(host, folders, options);
  const packuments = createPackumentStore(options);
  const traits = Object.keys(traitWords) as RegistryTrait[];
  const facts = await Promise.all(
    traits.map(
      async (trait): Promise<readonly [RegistryTrait, Fact<true>]> => [
        trait,
        await profiles[trait](registry, packuments),
      ],
    ),
  );
  const words = (wanted: Fact<true>['status']) =>
    facts.filter(([, { status }]) => status === wanted).map(([trait]) => traitWords[trait]);
  const [offered, missing] = [words('known'), words('unknown')];
  const data = { offered, missing };
  if (missing.length === 0) return fine('it offers', offered.join(', '), { data });
  const why = facts.flatMap(([, fact]) => (fact.status === 'unknown' ? [fact.detail] : []));
  const has = offered.length === 0 ? 'none of these' : offered.join(', ');
  return note('it offers', `${has}; not known: ${missing.join(', ')} (${why[0] ?? 'no reason'})`, {
    ...{ data, next: 'The checks that need them end unknown: npq explain says which they are.' },
  });
}
