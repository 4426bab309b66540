import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import semver from 'semver';
import type { Origin, PlannedPackage } from '../../../src/model/plan.ts';
import { aPackage } from '../../checks/given.ts';
import { describeCase } from './description.ts';
import { factsOf } from './facts.ts';
import { type Documents, documentOf, folderSupply, type Part, readPart } from './folder-supply.ts';
import { type Judged, judgeContent } from './judging.ts';

/** A folder with `package/`, and maybe `previous/`, `registry.json` and `grow.json`. */
export function caseNames(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

export interface CaseOptions {
  /**
   * `as-published`: what a registry would say of exactly this package. `stripped`: a thin mirror that passes on
   * neither scripts nor dependencies. A case's own registry.json counts before both.
   */
  readonly documents: Documents;
}

/** What npq would do about the package of this case. Never throws for what lies in it. */
export async function judgeCase(
  folder: string,
  { documents }: CaseOptions = { documents: 'as-published' },
): Promise<Judged> {
  const after = await readPart(folder, 'package');
  const before = existsSync(join(folder, 'previous')) ? await readPart(folder, 'previous') : undefined;
  const name = manifestOf(after)?.name || 'unnamed';
  const version = semver.valid(manifestOf(after)?.version) ?? '0.0.0';
  const installed = before && versionBefore(manifestOf(before)?.version, version);
  const ownWords = join(folder, 'registry.json');
  const supply = folderSupply({
    name,
    versions: [
      { version, part: after, document: documentOf(after, documents, { name, version }, ownWords) },
      ...(before === undefined || installed === undefined
        ? []
        : [
            {
              ...{ version: installed, part: before },
              document: documentOf(before, documents, { name, version: installed }),
            },
          ]),
    ],
  });
  const outer = planned({ name, version, origin: origins[describeCase(folder).origin] }, installed);
  return judgeContent(await factsOf([outer, ...bundledIn(outer, after)], supply));
}

function manifestOf({ reading }: Part) {
  return reading.status === 'read' ? reading.content.manifest : undefined;
}

/** A case may have the same version twice, or none that is one. */
function versionBefore(claimed: string | undefined, version: string): string {
  const before = semver.valid(claimed);
  return before === null || before === version ? `${version}-0` : before;
}

const commit = '0123456789abcdef0123456789abcdef01234567';
const origins: Readonly<Record<'registry' | 'git', Origin>> = {
  registry: { kind: 'registry', registry: 'https://registry.example/' },
  git: { kind: 'git', spec: `github:acme/case#${commit}`, host: 'github.com', commit },
};

function planned(
  given: Pick<PlannedPackage, 'name' | 'version' | 'origin'>,
  installed: string | undefined,
): PlannedPackage {
  const { integrity: _none, ...pkg } = aPackage(given);
  const change = installed === undefined ? undefined : ({ kind: 'changed', from: installed } as const);
  const entries = pkg.entries.map((entry) => ({ ...entry, ...(change === undefined ? {} : { change }) }));
  return { ...pkg, entries, integrity: undefined };
}

/** npm installs what is bundled as packages of their own, whose scripts it runs. */
function bundledIn(outer: PlannedPackage, { reading }: Part): readonly PlannedPackage[] {
  if (reading.status !== 'read' || reading.content.manifest.bundled.length === 0) return [];
  return [...reading.texts.keys()].flatMap((path) => {
    const [, folder, name] = /^(node_modules\/((?:@[^/]+\/)?[^/]+))\/package\.json$/.exec(path) ?? [];
    if (folder === undefined || name === undefined) return [];
    const pkg = aPackage({
      name,
      key: `${name} in ${outer.key}`,
      origin: { kind: 'bundled', by: outer.key },
    });
    const entries = outer.entries.flatMap(({ place }) =>
      pkg.entries.map((one) => ({ ...one, place: `${place}/${folder}` })),
    );
    return [{ ...pkg, entries, integrity: undefined }];
  });
}
