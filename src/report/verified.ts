import { type Standing, standings, type Verified, type VerifiedPlace } from '../model/verified.ts';
import { below, draw, item, type Paragraph, span, type View, whole } from './layout.ts';
import { forJson } from './sanitize.ts';
import { counted, formatNumber } from './words.ts';

/** A screen or two; `--json` has all. */
const mostPlaces: Readonly<Record<Standing, number>> = {
  ...{ differs: 8, 'not-vetted': 4, unknown: 3, 'not-compared': 2, absent: 0, 'as-vetted': 2 },
};
const mostFiles = 2;
const unlimited = 1_000_000;

const words: Readonly<Record<Standing, (count: number) => string>> = {
  differs: (count) => `${counted(count, 'place')} ${count === 1 ? 'is' : 'are'} not what was vetted`,
  'not-vetted': (count) => `${counted(count, 'place')} ${count === 1 ? 'was' : 'were'} never vetted`,
  unknown: (count) => `${counted(count, 'place')} could not be compared`,
  'not-compared': (count) =>
    `${counted(count, 'folder')} of your own ${count === 1 ? 'was' : 'were'} not compared`,
  absent: (count) => `${counted(count, 'optional place')} ${count === 1 ? 'is' : 'are'} not there`,
  'as-vetted': (count) => `${counted(count, 'place')} ${count === 1 ? 'is' : 'are'} as vetted`,
};

const signs: Readonly<Record<Standing, string>> = {
  ...{ differs: '✗', 'not-vetted': '!', unknown: '?', 'not-compared': '·', absent: '·', 'as-vetted': '✓' },
};

/** What `npq verify` prints for people, worst first. */
export function renderVerified({ places, lockfile, manager, notes }: Verified, view: View): string {
  const of = (standing: Standing) => places.filter((one) => one.standing === standing);
  const worst = standings.find((standing) => of(standing).length > 0) ?? 'as-vetted';
  const isTold = (one: VerifiedPlace) => one.why !== undefined || one.files.length > 0;
  // What the first line says is not said again where there is nothing to add.
  const parts = standings.flatMap((standing) =>
    standing === worst && !of(standing).some(isTold) ? [] : sectionOf(standing, of(standing), view),
  );
  const next = steps[worst]?.replaceAll('npq ci', reinstall[manager]);
  return draw(
    [
      {
        title: 'npq:',
        spans: [whole(words[worst](of(worst).length), 'strong'), span(`, going by ${lockfile}`)],
      },
      ...parts,
      ...(notes.length === 0 ? [] : [undefined, ...notes.map((note) => item(note))]),
      ...(next === undefined ? [] : [undefined, { spans: [span(next)], lead: { first: '→ ', rest: '  ' } }]),
    ],
    view,
  );
}

const reinstall = { npm: 'npq ci', pnpm: 'npq with pnpm install --frozen-lockfile' } as const;

const steps: Readonly<Partial<Record<Standing, string>>> = {
  differs: 'Look at what differs, then remove node_modules and have it installed anew: npq ci',
  'not-vetted': 'Look at what was never vetted: npq check. What needs a decision, npq ci asks about.',
  unknown: 'Run it again with a network, or where these files can be read.',
};

function sectionOf(
  standing: Standing,
  places: readonly VerifiedPlace[],
  view: View,
): readonly (Paragraph | undefined)[] {
  if (places.length === 0) return [];
  const telling = places.filter((one) => one.why !== undefined || one.files.length > 0);
  const shown = telling.slice(0, view.verbose ? unlimited : mostPlaces[standing]);
  const left = telling.length - shown.length;
  const built = standing === 'as-vetted' && telling.length > 0;
  return [
    undefined,
    { sign: span(signs[standing]), spans: [span(words[standing](places.length), 'strong')] },
    ...(built
      ? [item(`with files that an install script may have left, in ${counted(telling.length, 'place')}:`)]
      : []),
    ...alike(shown).flatMap((these) => groupLines(these, view.verbose)),
    ...(left > 0 ? [item(`and ${formatNumber(left)} more: --npq-verbose or --json`)] : []),
  ];
}

/** What has the same reason is told in one breath. */
function alike(places: readonly VerifiedPlace[]): readonly (readonly VerifiedPlace[])[] {
  const groups = new Map<string, VerifiedPlace[]>();
  for (const one of places) {
    const key = one.files.length > 0 ? `at ${one.place}` : `why ${one.why ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

function groupLines(places: readonly VerifiedPlace[], verbose: boolean): readonly Paragraph[] {
  const [first] = places;
  if (first === undefined) return [];
  const { why, files } = first;
  const shown = files.slice(0, verbose ? unlimited : mostFiles);
  const left = files.length - shown.length;
  const names = places.map(nameOf).join(', ');
  return [
    item(why === undefined ? names : `${names}: ${why}`),
    ...shown.map(({ path, what }) => below(`${what} ${path}`)),
    ...(left > 0 ? [below(`and ${counted(left, 'more file')}`)] : []),
  ];
}

/** With the package, where the place does not say it. */
function nameOf({ place, package: id }: VerifiedPlace): string {
  const says =
    id === undefined || id.startsWith(place) || place.endsWith(`/${id.replace(/(?!^)@[^@]*$/, '')}`);
  return says ? place : `${place} (${id})`;
}

/** What `npq verify --json` prints: every place, worst first. What is not there is null, not absent. */
export function renderVerifiedJson(verified: Verified, npqVersion: string, exitCode: number): string {
  const { project, lockfile, places, notes } = verified;
  const counts = Object.fromEntries(
    standings.map((standing) => [standing, places.filter((one) => one.standing === standing).length]),
  );
  const told = places.map(({ place, package: id, standing, why, files }) => ({
    ...{ place, package: id ?? null, standing, why: why ?? null, files },
  }));
  return `${forJson({ schemaVersion: 1, npqVersion, exitCode, verified: { project, lockfile, counts, places: told, notes } })}\n`;
}
