import type { OwnActions } from './cli/own-commands.ts';
import { npqVersion } from './version.ts';

/** What npq's own commands do. */
export const ownActions: OwnActions = {
  ...{ version: () => npqVersion, explain },
  trust: async (host) => (await import('./stages/agree.ts')).agreeToProject(host),
  policy: async (host, options) => (await import('./stages/policy.ts')).showPolicy(host, options),
  waive: async (...given) => (await import('./stages/waive.ts')).waive(...given),
  unwaive: async (...given) => (await import('./stages/waive.ts')).unwaive(...given),
  listWaivers: async (host) => (await import('./stages/waive.ts')).listWaivers(host),
  updateDatabase: async (host) => (await import('./stages/advisory-database.ts')).updateAdvisories(host),
  showDatabase: async (host, json) =>
    (await import('./stages/advisory-database.ts')).showAdvisories(host, json),
  doctor: async (host, json) => (await import('./stages/doctor/doctor.ts')).showHealth(host, json),
  alias: async (...given) => (await import('./stages/alias.ts')).alias(...given),
  installShims: async (...given) => (await import('./stages/shims.ts')).installShims(...given),
  removeShims: async (...given) => (await import('./stages/shims.ts')).removeShims(...given),
  showShims: async (host) => (await import('./stages/shims.ts')).showShims(host),
  completionScript: async (shell) => (await import('./stages/completion.ts')).scriptFor(shell),
  diff: async (host, wanted) => (await import('./stages/diff.ts')).showDifference(host, wanted),
  verify: async (...given) => (await import('./stages/verify.ts')).verify(...given),
  with: async (host, args) => (await import('./stages/with.ts')).runWith(host, args),
};

async function explain(check: string | undefined, columns: number): Promise<string> {
  const [{ explainCheck, listChecks }, { reflowed }] = await Promise.all([
    import('./checks/explain.ts'),
    import('./report/reflow.ts'),
  ]);
  return reflowed(check === undefined ? listChecks() : explainCheck(check), columns);
}
