import { relative } from 'node:path';
import { checks } from '../checks/index.ts';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { stories } from '../judge/judge.ts';
import { placeWords } from '../model/settings.ts';
import type { PlacedWaiver } from '../model/waiver.ts';
import { findNpm } from '../plan/find-npm.ts';
import { forTerminal } from '../report/sanitize.ts';
import { hasExpired } from '../verdict/waiver-reach.ts';
import { gitAuthor } from '../waive/author.ts';
import { composeWaivers, storiesAround } from '../waive/compose.ts';
import { lineOf, withoutWaivers, withWaivers } from '../waive/file.ts';
import {
  type TypedWaiver,
  type Waivable,
  type WantedWaiver,
  waiverTarget,
  wantedWaiver,
} from '../waive/request.ts';
import { openSession, type Session } from './session.ts';
import { settle } from './settings.ts';
import { ownSurroundings } from './surroundings.ts';
import { lookAtProject, trustProject } from './trust.ts';
import { changeFile, schemaAddress, type WaiverFile } from './waiver-file.ts';
import { lookForWaiver, type SeenForWaiver } from './waiver-look.ts';

/** What may be waived: every check, and every story that is told from several. */
export const waivableChecks: Waivable = new Map([
  ...checks.map((check) => [check.id, check.scope] as const),
  ...stories.map((story) => [story.id, 'package'] as const),
]);

/** Looks at what is to be excused, and writes the waiver that excuses it as it is today. */
export async function waive(host: Host, typed: TypedWaiver, file: string | undefined): Promise<number> {
  // Whatever is wrong with the words is told before anything is looked at.
  const whose = whoseFile(file);
  const wanted = wantedWaiver(typed, waivableChecks, host.clock.now());
  const session = await trustedSession(host);
  const by = wanted.by ?? (await authorOf(session));
  const seen = await lookForWaiver(session, wanted);
  for (const line of await writeWaivers(session, { ...wanted, by }, seen, whose)) say(host, line);
  return 0;
}

/** Writes down what excuses this as it was seen; what to tell of it, in lines that may hold foreign text. */
export async function writeWaivers(
  session: Session,
  wanted: WantedWaiver & { readonly by: string },
  seen: SeenForWaiver,
  whose: WaiverFile,
): Promise<readonly string[]> {
  const waivers = composeWaivers(wanted, seen);
  if (waivers.length === 0) throw seen.nothingFound();
  const around = { ...session, own: session.ownWord };
  const change = await changeFile(around, whose, (text) => withWaivers(text, waivers, schemaAddress));
  const written = waivers.map(async (waiver) => {
    const { package: name, versions, check, severity, expires, integrity } = waiver;
    const line = await lineOf(change.text, waiver);
    const place = placeWords({ origin: whose, file: change.shown, ...(line === undefined ? {} : { line }) });
    const bytes = integrity === undefined ? '' : ', for the bytes that it has today';
    return `${check} (up to ${severity}) is waived for ${name}@${versions} until ${expires}${bytes}: ${place}`;
  });
  return [
    ...(await Promise.all(written)),
    ...change.before.map(
      ({ check, by: author, expires, reason }) =>
        `it takes the place of the waiver of ${check} by ${author} until ${expires}: ${reason}`,
    ),
    ...storiesAround(wanted, seen).map(
      (story) => `it was found as a part of ${story}, which is not waived by this: npq explain ${story}`,
    ),
  ];
}

/** Takes a waiver out of the file again. */
export async function unwaive(
  host: Host,
  typed: Pick<TypedWaiver, 'package' | 'check'>,
  file: string | undefined,
): Promise<number> {
  const whose = whoseFile(file);
  const target = waiverTarget(typed, waivableChecks);
  const id = `${target.package}@${target.versions}`;
  const around = { host, ...(await ownSurroundings(host)) };
  const change = await changeFile(around, whose, async (text) => {
    const changed = text === undefined ? undefined : await withoutWaivers(text, target);
    if (changed !== undefined && changed.before.length > 0) return changed;
    throw new NpqError('usage', {
      message: `Expected a waiver of ${target.check} for ${id} in the npq.json of the ${whose}, found none.`,
      hint: 'npq waive --list shows what there is, and in which file.',
    });
  });
  say(host, `${target.check} is not waived for ${id} any more: ${change.shown}`);
  return 0;
}

/** All that there are, whoever wrote them, with whether they count today. Looks at no package. */
export async function listWaivers(host: Host): Promise<number> {
  const { config, agreements, own } = await ownSurroundings(host);
  const { judged, both } = await lookAtProject({ host, config, agreements, own, vouched: [] });
  const { waivers } = settle(own, judged?.word(both.settingsAgreed));
  if (waivers.length === 0) say(host, 'there are no waivers.');
  for (const placed of waivers) {
    const { package: name, versions, check, severity, by, reason } = placed.waiver;
    const state = stateOf(placed, host.clock.now());
    const what = `${name}@${versions}  ${check}, up to ${severity}`;
    const { file } = placed.at;
    const near = file === undefined || placed.at.origin !== 'project' ? file : relative(host.env.cwd, file);
    const at = near === undefined ? placed.at : { ...placed.at, file: near };
    host.terminal.out(`${forTerminal(`${placeWords(at)}  ${what}  ${state}  ${by}: ${reason}`)}\n`);
  }
  return 0;
}

function stateOf({ waiver, counts }: PlacedWaiver, now: Date): string {
  if (!counts) return `not agreed to (until ${waiver.expires})`;
  return hasExpired(waiver, now) ? `ended on ${waiver.expires}` : `counts until ${waiver.expires}`;
}

/** As for an install in this folder, its own settings agreed to. */
async function trustedSession(host: Host): Promise<Session> {
  const npm = await findNpm(host, host.env.cwd);
  return (await trustProject(await openSession(host, npm, ['install']))).session;
}

async function authorOf({ host, config }: Session): Promise<string> {
  const author = await gitAuthor(host, config.localPrefix);
  if (author !== undefined) return author;
  throw new NpqError('usage', {
    message: 'Expected to know who answers for it, found no user.name in your git configuration.',
    hint: "Say it: npq waive … --by 'Ann Example <ann@mail.example>'",
  });
}

function whoseFile(text = 'project'): WaiverFile {
  if (text === 'project' || text === 'user') return text;
  throw new NpqError('usage', {
    message: `Expected --file to be project or user, found ${JSON.stringify(text.slice(0, 100))}.`,
    hint: 'Write --file project for the npq.json beside package.json, for all who work on it, or --file user for your own.',
  });
}

function say(host: Host, line: string): void {
  host.terminal.out(`npq: ${forTerminal(line)}\n`);
}
