import { allHooks } from '../content/hooks.ts';
import type { Host } from '../host/host.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { type EvidencePage, evidencePages, type ShownFacts } from '../report/evidence-pages.ts';
import type { Looked } from './look.ts';

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
