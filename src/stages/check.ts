import { join } from 'node:path';
import { exitCodeOfVerdict } from '../cli/exit-codes.ts';
import { NpqError } from '../errors.ts';
import type { TrustNote } from '../model/report.ts';
import { nextSteps } from '../report/next-steps.ts';
import { type Progress, startProgress } from '../report/progress.ts';
import { type Looked, look } from './look.ts';
import { remember } from './remember.ts';
import { besides } from './second-lockfile.ts';
import { firstEdits, openRegistry, type Registry, type Session } from './session.ts';
import { finish, openKind, show } from './tell.ts';

/** `npq check`: everything but the install, and no question about it. Answers the exit code of the verdict. */
export async function check(
  session: Session,
  trust: readonly TrustNote[],
  args: readonly string[],
): Promise<number> {
  const { host, request, config } = session;
  if (config.global && request.specs.length === 0) throw globally();
  const registry = await openRegistry(session);
  const progress = startProgress(host.terminal, host.clock);
  const looked = await lookAtAsked(session, registry, trust, progress).finally(() => progress.stop());
  const { report } = looked;
  await show(session, report);
  await remember(session, looked);
  const kind = openKind(session, report);
  const next = kind === 'pass' ? [] : nextSteps(report, asInstall(args));
  const why = 'npq check only looks';
  return finish(session, report, { kind: 'not-run', why }, exitCodeOfVerdict(kind), next);
}

function lookAtAsked(
  session: Session,
  registry: Registry,
  trust: readonly TrustNote[],
  progress: Progress,
): Promise<Looked> {
  return session.request.specs.length > 0
    ? lookAtPackages(session, registry, trust, progress)
    : lookAtProject(session, registry, trust, progress);
}

/** What the packages would bring on their own: as installed into an empty folder, and not into this project. */
async function lookAtPackages(
  session: Session,
  registry: Registry,
  trust: readonly TrustNote[],
  progress: Progress,
): Promise<Looked> {
  const { config, request } = session;
  const [{ default: cacache }, specs] = await Promise.all([
    import('cacache'),
    fromHere(request.specs, config.localPrefix),
  ]);
  const looked = await cacache.tmp.withTmp(String(config.flat['cache']), {}, (path) => {
    const empty = { localPrefix: path, installPath: path, global: false, workspaces: [] };
    const alone = { ...config, ...empty, flat: { ...config.flat, global: false, location: 'project' } };
    const install = { ...request, verb: 'install', specs };
    return look(
      { ...session, config: alone, request: install },
      registry,
      trust,
      firstEdits(request),
      progress,
    );
  });
  return told(session, looked, 'Looked at is what this brings on its own, not as a part of this project.');
}

/** Paths are meant from the project's folder, as npm reads them. */
async function fromHere(specs: readonly string[], folder: string): Promise<readonly string[]> {
  const { default: npa } = await import('npm-package-arg');
  return specs.map((text) => {
    try {
      const { type, name, fetchSpec } = npa(text, folder);
      const local = type === 'file' || type === 'directory';
      return local ? `${name ? `${name}@` : ''}file:${fetchSpec}` : text;
    } catch {
      // The plan says what is wrong with it.
      return text;
    }
  });
}

/** The lockfile as `npm ci` takes it; or, where there is none, package.json as `npm install` would resolve it. */
async function lookAtProject(
  session: Session,
  registry: Registry,
  trust: readonly TrustNote[],
  progress: Progress,
): Promise<Looked> {
  const { request } = session;
  const lockfile = await lockfileOf(session);
  if (lockfile === undefined) {
    const foreign = await lookAtForeign(session, registry, trust, progress);
    if (foreign !== undefined) return foreign;
  }
  const verb = lockfile === undefined ? 'install' : 'ci';
  const meant = { ...session, request: { ...request, verb } };
  const beside = await besides(session, lockfile);
  const looked = await look(meant, registry, trust, firstEdits(request), progress, {
    unlooked: beside.unlooked,
  });
  const note =
    lockfile === undefined
      ? 'There is no lockfile: looked at is what npm install would choose for package.json now.'
      : `Looked at is ${lockfile}, as npm ci would install it.`;
  return told(session, looked, [note, ...beside.notes].join(' '));
}

/** A lockfile of yarn, pnpm or bun, where npm has none: npm would not install what it says, its manager would. */
async function lookAtForeign(
  session: Session,
  registry: Registry,
  trust: readonly TrustNote[],
  progress: Progress,
): Promise<Looked | undefined> {
  const { host, config, request, settings } = session;
  const edits = firstEdits(request);
  const { foreignPlan } = await import('../plan/foreign/foreign-plan.ts');
  const planned = await foreignPlan({
    ...{ files: host.files, root: config.localPrefix, config, options: registry.options },
    ...{ packuments: registry.packuments, permits: edits.permits },
    publicRegistries: settings.publicRegistries,
  });
  const lockfile = planned?.plan.lockfile;
  if (planned === undefined || lockfile === undefined) return undefined;
  const meant = { ...session, request: { ...request, verb: 'install' } };
  const beside = await besides(session, lockfile.file, planned.plan.elsewhere);
  const looked = await look(meant, registry, trust, edits, progress, { planned, unlooked: beside.unlooked });
  const note = `Looked at is ${lockfile.file}, as ${lockfile.manager} would install it.`;
  return told(session, looked, [note, ...beside.notes, ...carried(looked)].join(' '));
}

/** npm's plans have what lies inside tarballs; such a lockfile knows nothing of it. */
function carried({ resolved, evidence }: Looked): readonly string[] {
  const carriers = resolved.plan.packages.filter(
    (pkg) => (evidence.read(pkg, 'tarball')?.manifest.bundled.length ?? 0) > 0,
  );
  const [first, ...rest] = carriers.map(({ name, version }) => `${name}@${version}`);
  if (first === undefined) return [];
  const whose = rest.length === 0 ? first : `${first} and ${rest.length} more`;
  return [`What ${whose} carries of other packages was not looked at as packages of their own.`];
}

/** npm 12 reads no npm-shrinkwrap.json. */
async function lockfileOf({ host, config, npm }: Session): Promise<string | undefined> {
  const names = [...(npm.major < 12 ? ['npm-shrinkwrap.json'] : []), 'package-lock.json'];
  const exists = async (name: string) =>
    (await host.files.realPath(join(config.localPrefix, name))) !== undefined;
  for (const name of names) if (await exists(name)) return name;
  if (await exists('package.json')) return undefined;
  throw new NpqError('usage', {
    message: `Expected a project to look at, found neither package.json nor a lockfile in ${JSON.stringify(config.localPrefix)}.`,
    hint: 'Go to the project, name it with --prefix, or name packages: npq check express.',
  });
}

/** The report is about what was asked for, in the words in which it was. */
function told({ request, config }: Session, looked: Looked, note: string): Looked {
  const { report } = looked;
  return {
    ...looked,
    report: {
      ...report,
      request: { verb: request.verb, specs: request.specs },
      plan: { ...report.plan, path: config.localPrefix },
      notes: [note, ...report.notes],
    },
  };
}

/** A decision is made where something is installed, and then about everything that is. */
function asInstall(args: readonly string[]): readonly string[] {
  const verb = args.indexOf('check');
  const base = args.indexOf('--base');
  return args
    .map((arg, at) => (at === verb ? 'install' : arg))
    .filter((arg, at) => !arg.startsWith('--base=') && (base < 0 || (at !== base && at !== base + 1)));
}

function globally(): NpqError {
  return new NpqError('usage', {
    message: 'Expected packages or a project to look at, found --global without a name.',
    hint: 'For example: npq check typescript',
  });
}
