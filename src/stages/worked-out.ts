import { followsFromLockfile, keptPlans } from '../plan/kept-plan.ts';
import { planKey } from '../plan/plan-key.ts';
import { type ResolvedPlan, type ResolveInput, resolvePlan } from '../plan/resolve.ts';
import type { Session } from './session.ts';

/** What npm would install: worked out, or remembered where the project's lockfile says it all and is the same. */
export async function workedOut(
  { host, folders }: Pick<Session, 'host' | 'folders'>,
  input: ResolveInput,
): Promise<ResolvedPlan> {
  const { config, request } = input;
  const byLockfile = request.verb === 'ci' && request.specs.length === 0 && !config.global;
  if (!byLockfile || folders.state === undefined) return resolvePlan(input);
  const { files, env } = host;
  const publicRegistries = input.publicRegistries ?? new Set<string>();
  const keyNow = () => planKey({ files, env, config, verb: request.verb, publicRegistries });
  const kept = keptPlans(files, folders.state, config.installPath);
  const before = await keyNow();
  const recalled = await kept.recall(before.key);
  if (recalled !== undefined) return recalled;
  const resolved = await resolvePlan(input);
  const after = await keyNow();
  if (after.key === before.key && followsFromLockfile(resolved, after)) await kept.keep(after.key, resolved);
  return resolved;
}
