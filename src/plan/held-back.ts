import type { Spec } from 'npm-package-arg';
import pickManifest from 'npm-pick-manifest';
import type { RawPackument } from 'pacote';
import semver from 'semver';
import type { HeldBack } from '../model/plan.ts';
import { onlyVersion, publishedAt, tagsOf, versionsOf } from './packument-view.ts';

type Options = Readonly<Record<string, unknown>>;

export interface HoldBack {
  readonly before: Date;
  readonly at: Date;
}

/** Every version that would do is too young. */
export class TooYoungError extends Error {
  readonly code = 'ENPQYOUNG';
  readonly packageName: string;
  readonly wanted: string;
  readonly version: string;
  readonly publishedAt: Date;
  readonly at: Date;

  constructor(spec: Spec, version: string, publishedAt: Date, at: Date) {
    super(`Every version of ${spec.name} that satisfies ${spec.rawSpec} is too young.`);
    this.packageName = spec.name ?? '';
    this.wanted = spec.rawSpec;
    this.version = version;
    this.publishedAt = publishedAt;
    this.at = at;
  }
}

export interface Choice {
  readonly version: string;
  /** The document that pacote may see: this version, and nothing else to choose from. */
  readonly packument: RawPackument;
  readonly heldBack?: HeldBack;
}

/**
 * Chooses as npm does, and goes back from there to a version that is old enough. Only back: npm's own
 * `before` looks at all old versions instead, and so answers `x@latest` of a young 4.2 with an old 5.0-next.
 * Undefined where npm finds nothing: its own error says best why.
 */
export function choose(
  packument: RawPackument,
  spec: Spec,
  options: Options,
  holdBack: HoldBack | undefined,
): Choice | undefined {
  const candidate = tryPick(packument, spec.fetchSpec ?? '', options);
  if (candidate === undefined) return undefined;
  const at = publishedAt(packument, candidate);
  if (holdBack === undefined || spec.type === 'version' || at === undefined || at <= holdBack.before) {
    return chosen(packument, candidate, spec);
  }
  const older = olderThan(packument, candidate, holdBack.before);
  const wanted = spec.type === 'tag' ? `<=${candidate}` : (spec.fetchSpec ?? '');
  const version = tryPick(older, wanted, options);
  if (version === undefined) throw new TooYoungError(spec, candidate, at, holdBack.at);
  // Held back it would leave a known hole open that the candidate closes; how young it is, a check says.
  if (isAvoided(version, options) && !isAvoided(candidate, options))
    return chosen(packument, candidate, spec);
  return {
    ...chosen(packument, version, spec),
    heldBack: {
      name: spec.name ?? '',
      chosen: version,
      heldBack: candidate,
      publishedAt: at.toISOString(),
    },
  };
}

function chosen(packument: RawPackument, version: string, spec: Spec): Choice {
  return { version, packument: onlyVersion(packument, version, tagsTo(version, packument, spec)) };
}

/** `npm audit fix` tells npm's picker which range has the hole. */
function isAvoided(version: string, { avoid }: Options): boolean {
  return typeof avoid === 'string' && semver.satisfies(version, avoid, true);
}

/**
 * The document as somebody may see it who chooses himself: without versions that are too young, and with tags
 * that lead to the newest old one instead. `keep` says which young versions stay nevertheless.
 */
export function withoutYoung(
  packument: RawPackument,
  { before }: Pick<HoldBack, 'before'>,
  keep: (version: string) => boolean,
): RawPackument {
  const isYoung = (version: string) => {
    const at = publishedAt(packument, version);
    return at !== undefined && at > before && !keep(version);
  };
  const tags = Object.entries(tagsOf(packument)).flatMap(([tag, target]) => {
    if (typeof target !== 'string') return [];
    if (!isYoung(target)) return [[tag, target] as const];
    const older = tryPick(olderThan(packument, target, before), `<=${target}`, {});
    return older === undefined ? [] : [[tag, older] as const];
  });
  const old = Object.entries(versionsOf(packument)).filter(([version]) => !isYoung(version));
  return { ...packument, 'dist-tags': Object.fromEntries(tags), versions: Object.fromEntries(old) };
}

/** The user's own `before` is among the options, and so counts for the candidate already. */
function tryPick(packument: RawPackument, wanted: string, options: Options): string | undefined {
  try {
    return pickManifest(packument, wanted, options).version;
  } catch {
    // Not swallowed: the caller lets pacote run into the same, or says itself that nothing is old enough.
    return undefined;
  }
}

function olderThan(packument: RawPackument, candidate: string, before: Date): RawPackument {
  const comparable = semver.valid(candidate, true) !== null;
  const old = Object.entries(versionsOf(packument)).filter(([version]) => {
    if (!comparable || semver.valid(version, true) === null || semver.gt(version, candidate, true))
      return false;
    const at = publishedAt(packument, version);
    return at === undefined || at <= before;
  });
  return { ...packument, versions: Object.fromEntries(old) };
}

/** Tags that lead pacote to the chosen version: the registry's own, and the one that was asked for. */
function tagsTo(version: string, packument: RawPackument, spec: Spec): Readonly<Record<string, string>> {
  const own = Object.entries(tagsOf(packument)).filter(([, target]) => target === version);
  const asked = spec.type === 'tag' && spec.fetchSpec !== null ? { [spec.fetchSpec]: version } : {};
  return { ...Object.fromEntries(own.map(([tag]) => [tag, version])), ...asked };
}
