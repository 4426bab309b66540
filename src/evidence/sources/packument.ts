import { type Foreign, shorten } from '../../content/foreign.ts';
import type { Clock } from '../../host/host.ts';
import { type Fact, known, type Unknown, unknown } from '../../model/fact.ts';
import type { PlannedPackage } from '../../model/plan.ts';
import type { PackumentStore } from '../../plan/packuments.ts';
import {
  decodeHead,
  decodeVersion,
  isFlaw,
  type RegistryDocument,
  type RegistryHead,
} from '../registry-document.ts';
import { packageByPackage, type Source } from '../source.ts';
import { unknownFrom } from '../trouble.ts';

const id = 'packument';

interface Input {
  readonly packuments: Pick<PackumentStore, 'load'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Undecoded versions stay as they came: a popular package has thousands, of which a plan has one or two. */
interface Loaded {
  readonly raw: Foreign;
  readonly head: RegistryHead;
}

/** The full document of the registry that the package comes from. */
export function packumentSource({ packuments, clock }: Input): Source<RegistryDocument> {
  const byName = new Map<string, Promise<Loaded | Unknown>>();
  const loadOnce = (name: string): Promise<Loaded | Unknown> => {
    const earlier = byName.get(name);
    if (earlier) return earlier;
    const loading = load(packuments, name);
    byName.set(name, loading);
    return loading;
  };
  return packageByPackage({ id, concurrency: 40, audience: 'registry' }, (pkg) =>
    documentOf(pkg, loadOnce, clock),
  );
}

async function documentOf(
  pkg: PlannedPackage,
  loadOnce: (name: string) => Promise<Loaded | Unknown>,
  clock: Pick<Clock, 'now'>,
): Promise<Fact<RegistryDocument>> {
  if (pkg.origin.kind !== 'registry') {
    return unknown('not-offered', id, `a ${pkg.origin.kind} dependency has no registry document`);
  }
  const loaded = await loadOnce(pkg.name);
  if ('status' in loaded) return loaded;
  const version = decodeVersion(loaded.raw, pkg.name, pkg.version);
  if (isFlaw(version)) return unknown(version.reason, id, version.detail);
  return known({ ...loaded.head, version }, id, clock.now());
}

async function load(packuments: Pick<PackumentStore, 'load'>, name: string): Promise<Loaded | Unknown> {
  let raw: Foreign;
  try {
    raw = await packuments.load(name);
  } catch (error) {
    return unknownFrom(error, id);
  }
  const head = decodeHead(raw, name);
  return isFlaw(head) ? unknown(head.reason, id, shorten(head.detail)) : { raw, head };
}
