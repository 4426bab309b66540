import { NpqError } from '../errors.ts';
import { judge } from '../judge/judge.ts';
import type { UnknownResult } from '../model/outcome.ts';
import { quoted } from '../report/next-steps.ts';
import { startProgress } from '../report/progress.ts';
import { actionOn } from '../verdict/decide.ts';
import { isFor } from '../verdict/waiver-reach.ts';
import type { Seen } from '../waive/compose.ts';
import type { WaiverTarget } from '../waive/request.ts';
import { type Looked, look } from './look.ts';
import { firstEdits, openRegistry, type Registry, type Session } from './session.ts';
import { waivable } from './waivers.ts';

export interface SeenForWaiver extends Seen {
  /** That there is nothing to excuse, or that nobody knows. */
  nothingFound(): NpqError;
}

/**
 * What is found today about the versions that are meant: in the project's tree or, where that has none of them, as
 * they would come into it. Neither the ledger nor another waiver hides anything of it.
 */
export async function lookForWaiver(session: Session, target: WaiverTarget): Promise<SeenForWaiver> {
  const open = {
    ...session,
    waivers: [],
    // All other packages are not looked at: they are not meant.
    ledger: { ...session.ledger, isVetted: ({ name }: { readonly name: string }) => name !== target.package },
  };
  const registry = await openRegistry(open);
  const inTree = await lookOnce(open, registry, []);
  const there = inTree.resolved.plan.packages.some((pkg) => isFor(target, pkg));
  const wanted = `${target.package}@${target.versions}`;
  return seenIn(open, there ? inTree : await lookOnce(open, registry, [wanted]), target);
}

function lookOnce(session: Session, registry: Registry, specs: readonly string[]): Promise<Looked> {
  const { host, request } = session;
  const progress = startProgress(host.terminal, host.clock);
  const edits = firstEdits(request);
  return look({ ...session, request: { ...request, specs } }, registry, [], edits, progress).finally(() =>
    progress.stop(),
  );
}

/** What one look has shown of it. */
export function seenIn(
  { policy }: Pick<Session, 'policy'>,
  { resolved, results, evidence }: Pick<Looked, 'resolved' | 'results' | 'evidence'>,
  target: WaiverTarget,
): SeenForWaiver {
  const packages = waivable(resolved.plan.packages, evidence);
  const keys = new Set(packages.filter((pkg) => isFor(target, pkg)).map(({ key }) => key));
  const unknown = results.find(
    (one): one is UnknownResult & { kind: 'unknown' } =>
      one.kind === 'unknown' &&
      one.check === target.check &&
      one.subject.kind === 'package' &&
      keys.has(one.subject.key),
  );
  return {
    packages,
    findings: judge(results.flatMap((result) => (result.kind === 'flagged' ? result.findings : []))),
    alone: (finding) => actionOn(policy, finding),
    nothingFound: () => nothingFound(target, keys.size > 0, unknown),
  };
}

function nothingFound(
  { package: name, versions, check }: WaiverTarget,
  there: boolean,
  unknown: UnknownResult | undefined,
): NpqError {
  const id = `${name}@${versions}`;
  if (unknown !== undefined) {
    return new NpqError('usage', {
      message: `Expected a finding of ${check} about ${id}; it could not be found out: ${unknown.detail}`,
      hint: 'Repeat the command once it can be had: what nobody could look at is not excused by a waiver.',
    });
  }
  return new NpqError('usage', {
    message: there
      ? `Expected a finding of ${check} about ${id}, found that there is nothing to excuse. Nothing was written.`
      : `Expected ${id} to be a package that can be installed, found no such version. Nothing was written.`,
    hint: `To record one all the same: npq waive ${quoted(id)} ${check} --severity medium --reason '…' --until 90d`,
  });
}
