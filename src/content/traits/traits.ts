import { type Capability, capabilities as inOrder } from '../../model/code-signs.ts';
import type { Trait } from '../record.ts';
import type { Scan } from '../scan/scan.ts';
import { assistantSweeps } from './assistants.ts';
import { backDoorMatchers, backDoorSweeps } from './back-doors.ts';
import { abilities } from './capabilities.ts';
import { sendsChosen } from './chosen-variables.ts';
import { debuggerSweeps } from './debuggers.ts';
import { encodedMatchers, encodedSweeps } from './encoded.ts';
import { flowSweeps } from './flows.ts';
import { handedIn } from './handed-in.ts';
import { harvestMatchers } from './harvest.ts';
import { hostAnchors, hostReach, hostsAt } from './hosts.ts';
import { inHandMatchers } from './in-hand.ts';
import { invisibleMatchers, invisibleSweeps } from './invisible.ts';
import { fewOfEach, type Placed, withLines } from './lines.ts';
import { holds, sightsOf } from './look.ts';
import { machineMatchers } from './machine.ts';
import { madeHosts } from './made-hosts.ts';
import { maskComments, maskMarkedLines } from './mask.ts';
import type { Matcher, Sweep, Texts } from './matcher.ts';
import { namedByTable } from './named-by-table.ts';
import { nextInstallMatchers } from './next-install.ts';
import { outletMatchers } from './outlets.ts';
import { pageMatchers, pageSweeps } from './pages.ts';
import { passedOnMatchers, passedOnSweeps } from './passed-on.ts';
import { patchedProgramSweeps } from './patched-programs.ts';
import { peopleMatchers, peopleSweeps } from './people.ts';
import { pipedMatchers } from './piped.ts';
import {
  findPlaces,
  folded,
  indexOfAnchors,
  type Places,
  placesOf,
  placesOfBytes,
  type Steps,
  standing,
  type Text,
} from './places.ts';
import { programInputSweeps } from './program-inputs.ts';
import { remoteControlMatchers } from './remote-control.ts';
import { requestMatchers } from './requests.ts';
import { reroutingMatchers } from './rerouted.ts';
import { runningMatchers, runningSweeps } from './running.ts';
import { secondStageMatchers } from './second-stage.ts';
import { settingsMatchers } from './settings.ts';
import { sinkMatchers } from './sinks.ts';
import { startingAgainMatchers } from './starts-again.ts';
import { takesRootMatchers } from './takes-root.ts';
import { tamperingMatchers, tamperingSweeps } from './tampers.ts';
import { tapMatchers } from './taps.ts';
import { unreadableMatchers, unreadableSweeps } from './unreadable.ts';
import { veils } from './veiled.ts';
import { visitorMatchers } from './visitors.ts';

const matchers: readonly Matcher[] = [
  ...unreadableMatchers,
  ...invisibleMatchers,
  ...encodedMatchers,
  ...requestMatchers,
  ...sinkMatchers,
  ...outletMatchers,
  ...harvestMatchers,
  ...machineMatchers,
  ...nextInstallMatchers,
  ...takesRootMatchers,
  ...pipedMatchers,
  namedByTable,
  ...remoteControlMatchers,
  ...startingAgainMatchers,
  ...runningMatchers,
  ...inHandMatchers,
  ...peopleMatchers,
  ...pageMatchers,
  ...settingsMatchers,
  ...tapMatchers,
  ...secondStageMatchers,
  ...backDoorMatchers,
  ...visitorMatchers,
  ...reroutingMatchers,
  madeHosts,
  ...passedOnMatchers,
  ...tamperingMatchers,
];
const sweeps: readonly Sweep[] = [
  ...unreadableSweeps,
  ...invisibleSweeps,
  ...encodedSweeps,
  ...runningSweeps,
  ...peopleSweeps,
  ...passedOnSweeps,
  ...tamperingSweeps,
  ...pageSweeps,
  handedIn,
  ...flowSweeps,
  ...backDoorSweeps,
  ...programInputSweeps,
  ...debuggerSweeps,
  ...assistantSweeps,
  ...patchedProgramSweeps,
  sendsChosen,
];

const readers = [...matchers, ...sweeps, ...abilities, ...veils];

/** Literal texts without which no matcher can match; the scan finds all of them in one pass. */
export const anchors: readonly string[] = [
  ...new Set(readers.flatMap((one) => one.anchors).concat(hostAnchors)),
];

const looksAround = new Set(
  [...matchers, ...abilities, ...veils, ...sweeps.filter((sweep) => sweep.looksAround)].flatMap(
    (one) => one.anchors,
  ),
);

/** Anchors that only say whether a whole text is swept: nobody asks where else they stand. */
export const sweepAnchors: ReadonlySet<string> = new Set(
  anchors.filter((anchor) => !looksAround.has(anchor) && !hostAnchors.includes(anchor)),
);

const anchorIndex = indexOfAnchors(anchors);
const readersOf: ReadonlyMap<string, readonly object[]> = new Map(
  anchors.map((anchor) => [anchor, readers.filter((one) => one.anchors.includes(anchor))]),
);

export interface Seen {
  readonly traits: readonly Trait[];
  readonly capabilities: readonly Capability[];
  readonly hosts: readonly string[];
  /** Something in it may be spelled so that matchers do not see it: worth a parser's time. */
  readonly veiled: boolean;
  /** There were more places to look at than anybody looks at; what lies behind them is not known. */
  readonly more?: true;
}

const nothing: Seen = { traits: [], capabilities: [], hosts: [], veiled: false };

/**
 * What stands in a file, from its bytes' scan; matchers run only around their anchors. `all` are the steps that are
 * left for all files of a package.
 */
export function traitsOf(path: string, scan: Scan, all: Steps = { left: mostSteps }): Seen {
  const lines = scan.longestLine;
  if (scan.kind === 'binary' || (scan.anchors.size === 0 && lines < shortestLongLine)) return nothing;
  const raw = scan.text();
  const places = placesOfBytes(raw, scan.anchors, scan.utf8, scan.length);
  const texts = { raw, code: codeOf(path, scan.kind, raw), places };
  const given = Math.min(mostSteps, all.left);
  const steps = { left: given };
  const seen = look(texts, { places, steps }, lines, scan.kind === 'data');
  all.left -= given - steps.left;
  return scan.more === true ? { ...seen, more: true } : seen;
}

/**
 * The same over a text that nobody scanned: a command, a string that was put together from parts. `steps` are taken
 * from; of several texts together, where there may be any number of them.
 */
export function traitsOfText(text: string, steps: Steps = { left: mostSteps }): Seen {
  const places = findPlaces(folded(text), anchorIndex);
  return look({ raw: text, code: text, places }, { places, steps }, text.length, false);
}

const shortestLongLine = Math.min(...sweeps.map((sweep) => sweep.longLine ?? Number.POSITIVE_INFINITY));

function codeOf(path: string, kind: Scan['kind'], raw: string): string {
  if (kind === 'script') return maskComments(raw);
  if (kind === 'data') return raw;
  const batch = /\.(?:bat|cmd)$/i.test(path);
  return maskMarkedLines(raw, batch ? /^[ \t]*(?:rem\b|::).*$/gim : /^[ \t]*#.*$/gm);
}

/** Of one file: a quarter more than the dearest honest one that was met takes. What lies beyond them is told. */
const mostSteps = 240_000;

function look(
  texts: Texts,
  where: { readonly places: Places; readonly steps: Steps },
  longestLine: number,
  isData: boolean,
): Seen {
  const text: Text = { code: texts.code, ...where };
  const due = new Set<object>();
  for (const anchor of where.places.keys()) for (const one of readersOf.get(anchor) ?? []) due.add(one);
  const found: Placed[] = [];
  for (const matcher of matchers) {
    if (!due.has(matcher) || (isData && !matcher.inData)) continue;
    for (const sight of sightsOf(matcher, text)) found.push({ kind: matcher.kind, ...sight });
  }
  const spend = (steps: number): boolean => {
    where.steps.left -= steps;
    return where.steps.left >= 0;
  };
  for (const sweep of sweeps) {
    const isDue = due.has(sweep) || longestLine >= (sweep.longLine ?? Number.POSITIVE_INFINITY);
    if (!isDue || (isData && !sweep.inData)) continue;
    for (const sight of sweep.sweep(texts, spend, () => standing(text, sweep.anchors)))
      found.push({ kind: sweep.kind, ...sight });
  }
  const traits = withLines(texts.raw, fewOfEach(found));
  const able = new Set<Capability>();
  if (!isData)
    for (const one of abilities)
      if (due.has(one) && !able.has(one.capability) && holds(one, text)) able.add(one.capability);
  if (traits.some(({ kind }) => kind === 'credential-path' || kind === 'npm-credentials'))
    able.add('credential-files');
  const veiled = !isData && veils.some((veil) => due.has(veil) && holds(veil, text));
  const asked = traits.flatMap(({ kind, what }) => (kind === 'request' && what !== undefined ? [what] : []));
  const named = isData ? [] : hostsAt(texts.code, placesOf(text, hostAnchors, hostReach));
  const hosts = [...named, ...asked];
  return {
    traits,
    capabilities: inOrder.filter((capability) => able.has(capability)),
    hosts: [...new Set(hosts)],
    veiled,
    ...(where.steps.left < 0 ? { more: true } : {}),
  };
}
