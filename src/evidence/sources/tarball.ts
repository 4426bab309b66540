import { resolve } from 'node:path';
import type { Host } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import { readBundled } from '../bundled.ts';
import { readLinkedFolder } from '../linked-folder.ts';
import type { TarballContent } from '../needs.ts';
import type { RegistryDocument } from '../registry-document.ts';
import { packageByPackage, type Source } from '../source.ts';
import type { Outcome, TarballReads } from '../tarball-reads.ts';
import { tarballRequest } from '../tarball-request.ts';

const id = 'tarball';

interface Input {
  readonly reads: TarballReads;
  /** Says where the tarball of a registry's package lies. */
  readonly documents: Pick<Source<RegistryDocument>, 'load'>;
  /** All of the plan: a bundled package is read from the tarball of another. */
  readonly packages: readonly PlannedPackage[];
  /** What a relative path in the plan starts from. */
  readonly projectPath: string;
  readonly files: Host['files'];
  readonly clock: Pick<Host['clock'], 'now'>;
}

/** What is inside each package, read through npm's own cache, where npm finds it again. */
export function tarballSource(input: Input): Source<TarballContent> {
  const byKey = new Map<string, Promise<Outcome>>();
  const readOnce = (pkg: PlannedPackage): Promise<Outcome> => {
    const earlier = byKey.get(pkg.key);
    if (earlier) return earlier;
    const reading = read(pkg, input, readOnce);
    byKey.set(pkg.key, reading);
    return reading;
  };
  const factOf = async (pkg: PlannedPackage): Promise<Fact<TarballContent>> => {
    const outcome = await readOnce(pkg);
    return 'status' in outcome ? outcome : known(outcome.content, id, input.clock.now());
  };
  // The reads themselves know how many they do at once.
  return packageByPackage({ id, concurrency: 40, audience: 'registry' }, factOf);
}

async function read(
  pkg: PlannedPackage,
  input: Input,
  readOnce: (pkg: PlannedPackage) => Promise<Outcome>,
): Promise<Outcome> {
  const { origin } = pkg;
  if (origin.kind === 'directory' || origin.kind === 'workspace') {
    return readLinkedFolder(input.files, resolve(input.projectPath, origin.path), id);
  }
  if (origin.kind === 'bundled') {
    const bundler = input.packages.find(({ key }) => key === origin.by);
    if (!bundler) throw new Error(`${pkg.key} is bundled by ${origin.by}, which the plan does not have`);
    const outer = await readOnce(bundler);
    return 'status' in outer ? outer : readBundled(pkg, bundler, outer, id);
  }
  if (!pkg.looked) return notLooked(pkg);
  const request = await tarballRequest(pkg, input.documents, input.projectPath, id);
  if ('status' in request) return request;
  return input.reads.read(request, `${pkg.name}@${pkg.version}`, origin.kind === 'git');
}

function notLooked({ name, permit, madeBy }: PlannedPackage): Unknown {
  if (madeBy !== undefined) {
    return unknown(
      'promised-but-missing',
      id,
      `${name} is made by a script while it is installed: ${madeBy}`,
    );
  }
  if (!permit) return unknown('not-found', id, `npm could not load ${name} while it planned`);
  return unknown(
    'not-permitted',
    id,
    `looking into it would contact ${permit.host}, which nobody agreed to yet`,
  );
}
