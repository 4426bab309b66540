import { differenceOf } from '../content/difference.ts';
import { allHooks } from '../content/hooks.ts';
import type { PreviousContent, TarballContent } from '../evidence/needs.ts';
import type { Host } from '../host/host.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { type EvidencePage, evidencePages, type ShownFacts } from '../report/evidence-pages.ts';
import type { Looked } from './look.ts';
import { signsOf, versionNews } from './version-news.ts';

/** What was learned in this round, as pages for somebody who wants to see it before deciding. */
export function pagesOf(
  { report, evidence }: Pick<Looked, 'report' | 'evidence'>,
  terminal: Pick<Host['terminal'], 'columns' | 'colorLevel'>,
): readonly EvidencePage[] {
  const view = { columns: terminal.columns, color: terminal.colorLevel, verbose: true };
  return evidencePages(report, (pkg) => factsOf(pkg, evidence), view);
}

function factsOf(pkg: PlannedPackage, evidence: Looked['evidence']): ShownFacts {
  const tarball = evidence.read(pkg, 'tarball');
  const publishedAt = evidence.read(pkg, 'publishHistory')?.publishedAt;
  const document = evidence.read(pkg, 'versionDocument');
  return {
    ...(publishedAt === undefined ? {} : { publishedAt }),
    hooks: tarball === undefined ? [] : allHooks(pkg.origin.kind, tarball, document).hooks,
    started: evidence.read(pkg, 'startedFiles')?.files ?? [],
    holes: evidence.read(pkg, 'advisories')?.holes ?? [],
    signs: tarball === undefined ? [] : signsOf(tarball),
    ...newSince(tarball, evidence.read(pkg, 'previousContent')),
    ...(tarball === undefined
      ? {}
      : {
          tarball: {
            ...{ files: tarball.files.size, unpackedSize: tarball.unpackedSize },
            sha512: tarball.sha512,
          },
        }),
  };
}

/** The installed version comes first, and is what somebody who updates wants to know it against. */
function newSince(
  after: TarballContent | undefined,
  previous: PreviousContent | undefined,
): Pick<ShownFacts, 'newSince'> {
  const [release] = previous?.releases ?? [];
  if (after === undefined || release === undefined) return {};
  const before = release.content;
  const news = versionNews({ before, after, difference: differenceOf(before, after) });
  return { newSince: { version: release.version, news } };
}
