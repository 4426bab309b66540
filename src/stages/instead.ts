import { isDeepStrictEqual } from 'node:util';
import semver from 'semver';
import { readCommandLine } from '../cli/npm-argv.ts';
import type { Choice } from '../consent/choices.ts';
import { askedFor } from '../consent/instead.ts';
import { asObject, own } from '../content/foreign.ts';
import { NpqError } from '../errors.ts';
import type { PackumentStore } from '../plan/packuments.ts';
import type { Registry, Session } from './session.ts';

type Instead = Extract<Choice, { kind: 'instead' }>;

/**
 * The user's command line with another package, or another version, in the place of the one that was typed. Which word of it is that
 * package npm's own grammar decides: the same word may be the value of an option.
 */
export async function askForInstead(
  { name, target, version }: Instead,
  args: readonly string[],
  { host, npm }: Session,
  { packuments }: Pick<Registry, 'packuments'>,
): Promise<readonly string[]> {
  let line = args;
  const { request } = await readCommandLine(host, npm, args);
  for (const [place, spec] of request.specs.entries()) {
    const asked = askedFor(spec, name);
    if (asked === undefined) continue;
    // What was wanted of the one is kept only where the other has it.
    const { before, wanted } = asked;
    const kept = version ?? (wanted !== '' && (await has(target, wanted, packuments)) ? wanted : undefined);
    line = await replaced(line, place, `${before}${target}${kept === undefined ? '' : `@${kept}`}`);
  }
  // `npm init ship` never names create-ship, and --package is no word of its own.
  if (line === args) throw notNamed();
  return line;

  async function replaced(
    words: readonly string[],
    place: number,
    other: string,
  ): Promise<readonly string[]> {
    const { request: before } = await readCommandLine(host, npm, words);
    const wanted = before.specs.with(place, other);
    for (const [index, word] of words.entries()) {
      if (word !== before.specs[place]) continue;
      const changed = words.with(index, other);
      const { request: after } = await readCommandLine(host, npm, changed);
      const { specs, npmArgs: _words, ...rest } = after;
      const { specs: _specs, npmArgs: _npmArgs, ...restBefore } = before;
      if (isDeepStrictEqual(specs, wanted) && isDeepStrictEqual(rest, restBefore)) return changed;
    }
    throw notNamed();
  }

  function notNamed(): NpqError {
    return new NpqError('usage', {
      message: `Expected to find ${name} in the command line as a word of its own, found none.`,
      hint: `npq ${request.verb === 'exec' || request.verb === 'init' ? 'exec' : 'install'} ${target}`,
    });
  }
}

async function has(name: string, wanted: string, packuments: Pick<PackumentStore, 'load'>): Promise<boolean> {
  // Whatever keeps it from being read is told when it is planned.
  const document = await packuments.load(name).catch(() => undefined);
  if (document === undefined) return false;
  const listed = (key: string) => asObject(own(document, key)) ?? {};
  return semver.validRange(wanted, true) === null
    ? Object.hasOwn(listed('dist-tags'), wanted)
    : Object.keys(listed('versions')).some((version) => semver.satisfies(version, wanted, true));
}
