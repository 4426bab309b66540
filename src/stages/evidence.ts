import { createHash } from 'node:crypto';
import { type CheckRun, neededFacts } from '../checks/run.ts';
import { type Evidence, gather } from '../evidence/gather.ts';
import type { RegistryTrait } from '../evidence/profile.ts';
import type { RegistryDocument } from '../evidence/registry-document.ts';
import type { Source } from '../evidence/source.ts';
import { attestationsSource } from '../evidence/sources/attestations.ts';
import { domainsSource } from '../evidence/sources/domains.ts';
import { downloadsSource } from '../evidence/sources/downloads.ts';
import { filesOnDiskSource } from '../evidence/sources/files-on-disk.ts';
import { previousAttestationsSource } from '../evidence/sources/previous-attestations.ts';
import { previousContentSource } from '../evidence/sources/previous-content.ts';
import { previousInstallSource } from '../evidence/sources/previous-install.ts';
import { signaturesSource } from '../evidence/sources/signatures.ts';
import { startedFilesSource } from '../evidence/sources/started-files.ts';
import { tarballSource } from '../evidence/sources/tarball.ts';
import { createTarballTexts } from '../evidence/tarball-reads.ts';
import { judge } from '../judge/judge.ts';
import type { CheckResult, UnknownResult } from '../model/outcome.ts';
import type { PlannedPackage } from '../model/plan.ts';
import type { ToldWaiver } from '../model/report.ts';
import type { Verdict } from '../model/verdict.ts';
import { npmsOwnRegistry } from '../plan/resolve.ts';
import { decide } from '../verdict/decide.ts';
import { advisoryFeeds } from './advisories.ts';
import type { Registry, Session } from './session.ts';
import { excuse } from './waivers.ts';

/** What the checks of this run need to know of its packages, from the registry and through npm's own cache. */
export function gatherFor(
  run: CheckRun,
  session: Session,
  registry: Registry,
  documents: Source<RegistryDocument>,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<Evidence> {
  const { host, config, settings } = session;
  const { packages, path: projectPath } = run.plan;
  const tarballs = tarballSource({
    ...{ reads: registry.tarballs, documents, packages, projectPath },
    ...{ files: host.files, clock: host.clock },
  });
  const { packuments, lookUpDomain } = registry;
  const domains = domainsSource({
    ...{ packuments, clock: host.clock, lookUp: lookUpDomain },
    budgetMs: 1_000 * Number(session.checkOptions.get('expired-domain')?.['patienceSeconds'] ?? 3),
  });
  const now = () => host.clock.now();
  const vouching = {
    ...{ documents, now, ask: registry.ask, pinned: registry.pinned, npmsOwn: npmsOwnRegistry(config) },
    trust: () => registry.trustStore.trust(),
    told: (url: string, key: RegistryTrait) => registry.profiles[key](url, registry.packuments),
  };
  const attestations = attestationsSource(vouching);
  const timesBelieved = (url: string) => registry.profiles.timesBelieved(url, registry.packuments);
  const texts = createTarballTexts({ options: registry.options });
  const reading = { tarballs, documents, reads: registry.tarballs, projectPath, clock: host.clock };
  return gather({
    packages,
    needs: (pkg) => neededFacts(run, pkg),
    sources: {
      ...advisoryFeeds(session, registry, packages),
      ...{ packument: documents, tarball: tarballs, domains, attestations },
      startedFiles: startedFilesSource({ ...reading, packages, texts }),
      previousInstall: previousInstallSource({ ...reading, timesBelieved }),
      previousContent: previousContentSource({ ...reading, packages, texts, timesBelieved }),
      filesOnDisk: filesOnDiskSource({ tarballs, projectPath, files: host.files, clock: host.clock }),
      downloads: downloadsSource({
        ...{ http: registry.http, service: settings.services.downloads, clock: host.clock },
      }),
      signatures: signaturesSource(vouching),
      previousAttestations: previousAttestationsSource({ documents, attestations, now }),
    },
    profile: (url, key) => registry.profiles[key](url, registry.packuments),
    watch: { monotonicMs: host.clock.monotonicMs, onSource: registry.asked.source },
    ...{ now: run.now, onProgress },
  });
}

/** Judgement, policy and waivers over what the checks said of these packages. */
export function verdictOf(
  results: readonly CheckResult[],
  session: Session,
  packages: readonly PlannedPackage[],
  evidence: Pick<Evidence, 'read'>,
): { readonly verdict: Verdict; readonly waivers: readonly ToldWaiver[] } {
  const { policy, absences, agreements } = session;
  const findings = judge(results.flatMap((result) => (result.kind === 'flagged' ? result.findings : [])));
  const unknowns: readonly UnknownResult[] = results.filter((result) => result.kind === 'unknown');
  const agreed = (text: string) => agreements.has('finding', agreementHash(text));
  const ruled = decide(findings, unknowns, policy, absences.all(), agreed);
  return excuse(ruled, results, session, packages, evidence);
}

/** Once what was asked about is installed: the same question is not asked again. */
export async function rememberAnswers({ findings }: Verdict, { agreements }: Session): Promise<void> {
  for (const { finding, action } of findings) {
    const { agreement } = finding;
    if (action !== 'ask' || agreement === undefined) continue;
    await agreements.remember('finding', agreementHash(agreement), agreement);
  }
}

function agreementHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
