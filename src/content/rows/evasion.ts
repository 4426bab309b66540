import { traitDeeds } from '../../model/code-signs.ts';
import { shorten } from '../foreign.ts';
import type { Trait } from '../record.ts';
import { sinkKinds, strongKinds } from './install.ts';
import type { Hit, Tier } from './rows.ts';
import { allFiles, can, closureFiles, fileHit, otherFiles, type Row, type Seen, traitsIn } from './seen.ts';

/** Rows of our own: ways to keep the others from seeing anything. To hide is a sign by itself. */

const worthHiding: ReadonlySet<string> = new Set([
  ...sinkKinds,
  ...strongKinds,
  'credential-path',
  'tls-off',
]);

/** Names that are put together from parts, so that no search finds them. */
const spelledApart: Row = (seen) =>
  allFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    const traits = record.traits.filter(
      ({ kind, hidden }) => kind === 'spelled-apart' || (hidden === true && worthHiding.has(kind)),
    );
    if (traits.length === 0) return [];
    const tier = byStanding(seen, path, ['block', 'high', 'high']);
    return [fileHit(seen, { id: 'E1', tier, path, does: hides(traits), traits })];
  });

function hides(traits: readonly Trait[]): string {
  const covered = traits.filter(({ kind }) => kind !== 'spelled-apart');
  const apart = traits.filter(({ kind }) => kind === 'spelled-apart');
  if (covered.length === 0) return traitDeeds(apart);
  return `hides that it ${traitDeeds(covered)}`;
}

function byStanding({ closure, entries }: Seen, path: string, tiers: readonly [Tier, Tier, Tier]): Tier {
  return closure.has(path) ? tiers[0] : entries.has(path) ? tiers[1] : tiers[2];
}

const innerLoader: Row = (seen) =>
  allFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    const traits = traitsIn(record, ['internal-loader']);
    if (traits.length === 0) return [];
    const tier = byStanding(seen, path, ['high', 'info', 'info']);
    return [fileHit(seen, { id: 'E5', tier, path, does: traitDeeds(traits), traits })];
  });

const turnedText: Row = (seen) =>
  allFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    const traits = traitsIn(record, ['bidi', 'invisible']);
    if (traits.length === 0) return [];
    const tier = byStanding(seen, path, ['high', 'info', 'info']);
    return [fileHit(seen, { id: 'E6', tier, path, does: traitDeeds(traits), traits })];
  });

const decoding = [
  ...['decodes', 'encoded-text', 'decode-and-run', 'spelled-apart', 'hex-names', 'long-encoded', 'packer'],
] as const satisfies readonly Trait['kind'][];

/** Plugin loaders compute names too; who decodes one has something to hide. */
const computed: Row = (seen) =>
  seen.reaches.flatMap((reach) =>
    reach.computed.map(({ path, line, excerpt, ...more }): Hit => {
      const record = seen.code.files.get(path);
      const undone = record !== undefined && traitsIn(record, decoding).length > 0;
      const isDecoded = undone || ('how' in more && more.how === 'decoded');
      const does = isDecoded
        ? 'decodes the name of what it loads or starts'
        : 'loads or starts something that cannot be made out';
      const traits = [{ kind: 'computed-load', line, excerpt }] as const;
      return fileHit(seen, { id: 'E2', tier: isDecoded ? 'high' : 'info', path, does, traits });
    }),
  );

/** At whatever depth below the entry: of 508 honest packages none decodes what it loads, starts or evaluates. */
const computedElsewhere: Row = (seen) =>
  otherFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    const traits = traitsIn(record, ['computed-load']).filter(({ what }) => what?.endsWith('decoded'));
    if (traits.length === 0) return [];
    const does = 'decodes the name or the text of what it loads, starts or evaluates';
    return [fileHit(seen, { id: 'E2', tier: 'high', path, does, traits })];
  });

/** What cannot be looked at is asked about: a package that is meant to be read can be read. */
const unread: Row = (seen) => {
  const files = allFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    if (record.unread === undefined) return [];
    // A file without any ending is read as often as it is loaded, and what is no JavaScript does not run.
    const isData = (seen.closure.get(path) ?? 0) > 0 && !/\.\w{1,5}$/.test(path);
    const isCode =
      record.kind !== 'data' && record.kind !== 'binary' && !isData && !isLargeOutput(seen, path);
    const tier = isData ? 'info' : byStanding(seen, path, ['high', 'notice', isCode ? 'notice' : 'info']);
    const does = `could not be looked at as a whole: ${shorten(record.unread, 120)}`;
    return [fileHit(seen, { id: 'E3', tier, path, does })];
  });
  const gyp = seen.code.gyp?.unread;
  if (gyp === undefined) return files;
  const says = `has a binding.gyp that could not be read: ${shorten(gyp, 120)}`;
  return [...files, { id: 'E3', tier: 'high', says, path: 'binding.gyp', traits: [] }];
};

/** What a compiler to JavaScript wrote is nested without end; all of it was matched, if not parsed. */
function isLargeOutput({ code, subject }: Seen, path: string): boolean {
  const isDeep = code.files.get(path)?.unread?.includes('nested too deeply') === true;
  return isDeep && (subject.content.files.get(path)?.size ?? 0) > 300_000;
}

/** For the check: it asks at least, wherever the file lies. */
export function isUnreadCode({ id, tier }: Hit): boolean {
  return id === 'E3' && tier !== 'info';
}

/** Tests for CI are everyday; a date or a long wait before the network is used is not. */
const gated: Row = (seen) =>
  closureFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    const traits = traitsIn(record, ['delayed', 'time-or-ci-gate']);
    if (traits.length === 0 || !can(record, 'network', 'child-process')) return [];
    const onlyCi = traits.every(({ kind, what = '' }) => kind === 'time-or-ci-gate' && /\bCI\b/i.test(what));
    const tier = onlyCi ? 'info' : 'high';
    const does = `${traitDeeds(traits)}, and then uses the network or starts programs`;
    return [fileHit(seen, { id: 'E4', tier, path, does, traits })];
  });

/** Two entries of one name, or of two names that are one on some disks: one to be looked at, one to run. */
const twice: Row = (seen) => {
  const { closure, entries, subject } = seen;
  const runs = new Set(
    ['package.json', 'binding.gyp', ...closure.keys(), ...entries].map((path) => path.toLowerCase()),
  );
  return subject.content.oddities
    .filter(
      ({ path, what }) =>
        /^(?:more than one|the same path|lies in)/.test(what) && runs.has(path.toLowerCase()),
    )
    .map(({ path, what }): Hit => {
      const says = `has ${shorten(path, 120)} in two forms: ${shorten(what, 120)}`;
      return { id: 'E7', tier: 'high', says, path, traits: [] };
    });
};

export const evasionRows: readonly Row[] = [
  ...[spelledApart, innerLoader, turnedText, computed, computedElsewhere, unread, gated, twice],
];
