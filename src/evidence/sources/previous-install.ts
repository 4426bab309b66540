import { allHooks, type Hook, installHooks } from '../../content/hooks.ts';
import { startedFiles } from '../../content/started-files.ts';
import type { Host } from '../../host/host.ts';
import { type Fact, known, type Unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { PreviousInstall, PreviousRelease, TarballContent } from '../needs.ts';
import { factFrom, packageByPackage, type Source } from '../source.ts';
import {
  asVersion,
  chosenOf,
  contentOf,
  type Earlier,
  type EarlierInput,
  installedVersion,
  lowerStable,
  notThere,
  settled,
  stillThere,
} from './earlier-releases.ts';
import { knownDocument } from './known-document.ts';

const id = 'previous-install';

interface Input extends EarlierInput {
  readonly tarballs: Pick<Source<TarballContent>, 'load'>;
  readonly clock: Pick<Host['clock'], 'now'>;
}

/** What the versions before ran at install. Asks for nothing where the package itself has no hooks. */
export function previousInstallSource(input: Input): Source<PreviousInstall> {
  return packageByPackage({ id, concurrency: 15, audience: 'registry' }, (pkg) => factOf(pkg, input));
}

async function factOf(pkg: PlannedPackage, input: Input): Promise<Fact<PreviousInstall>> {
  const now = input.clock.now();
  const { origin } = pkg;
  if (origin.kind !== 'registry') return known({ releases: [] }, id, now);
  const tarball = await factFrom(input.tarballs, pkg);
  const document = await factFrom(input.documents, pkg);
  if (tarball.status === 'unknown') return tarball;
  if (document.status === 'unknown') return document;
  const { hooks } = allHooks('registry', tarball.value, document.value.version);
  if (hooks.length === 0) return known({ releases: [] }, id, now);

  const believed = (await input.timesBelieved(origin.registry)).status === 'known';
  const stable = await stillThere(pkg, lowerStable(pkg, document.value, believed), input.documents);
  const old = settled(stable, now);
  const releases: PreviousRelease[] = [];
  for (const { version, as } of chosenOf(installedVersion(pkg), old)) {
    const release = await releaseOf(pkg, version, as, input);
    if ('status' in release) return release;
    releases.push(release);
  }
  return known({ releases, ...(await unbrokenRun(pkg, hooks, old, input)) }, id, now);
}

async function releaseOf(
  pkg: PlannedPackage,
  version: string,
  as: PreviousRelease['as'],
  input: Input,
): Promise<PreviousRelease | Unknown> {
  const then = asVersion(pkg, version);
  const document = await knownDocument(then, input.documents);
  if (document === undefined) return notThere(then, id);
  const content = await contentOf(then, input, id);
  if ('status' in content) {
    // Its document alone can say that there was nothing to run, but not what the files were.
    const circumstances = { origin: 'registry', hasBindingGyp: document.gypfile === true } as const;
    return { version, as, hooks: shortly(installHooks(document, circumstances)) };
  }
  const { hooks } = allHooks('registry', content, document);
  const { manifest, files } = content;
  const names = hooks.flatMap(({ command }) => startedFiles(command, manifest.scripts, files).files);
  const hashes = names.flatMap((path) => {
    const file = files.get(path);
    return file === undefined ? [] : [[path, file.sha512] as const];
  });
  return { version, as, hooks: shortly(hooks), files: new Map(hashes) };
}

/** How many releases before this one ran exactly the same commands, and since when. */
async function unbrokenRun(
  pkg: PlannedPackage,
  hooks: readonly Hook[],
  earlier: readonly Earlier[],
  { documents }: Input,
): Promise<Pick<PreviousInstall, 'unbroken'>> {
  const now = JSON.stringify(shortly(hooks));
  const run: Earlier[] = [];
  for (const one of earlier) {
    const document = await knownDocument(asVersion(pkg, one.version), documents);
    if (document === undefined) break;
    const circumstances = { origin: 'registry', hasBindingGyp: document.gypfile === true } as const;
    if (JSON.stringify(shortly(installHooks(document, circumstances))) !== now) break;
    run.push(one);
  }
  if (run.length === 0) return {};
  const [since] = run.flatMap(({ at }) => at ?? []).sort();
  return { unbroken: { releases: run.length, ...(since === undefined ? {} : { since }) } };
}

function shortly(hooks: readonly Hook[]): PreviousRelease['hooks'] {
  return hooks.map(({ event, command }) => ({ event, command }));
}
