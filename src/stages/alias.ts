import { relative, resolve } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { forTerminal } from '../report/sanitize.ts';
import { aliasLines } from '../shell/lines.ts';
import type { BlockName } from '../shell/marked-block.ts';
import { changeProfile, type ProfileChange } from '../shell/profile.ts';
import { profileOf, requireShell, type ShellName } from '../shell/shells.ts';

export interface ProfileWish {
  readonly write: boolean;
  readonly remove: boolean;
  /** In the place of the file that the shell usually reads. */
  readonly file: string | undefined;
}

/** `npq alias zsh`: the lines for a shell, printed, put in place or taken out. */
export async function alias(host: Host, typed: string | undefined, wish: ProfileWish): Promise<number> {
  const shell = requireShell(typed, 'npq alias');
  refuseBoth(wish, `npq alias ${shell}`);
  const lines = aliasLines(shell);
  if (!wish.write && !wish.remove) {
    if (wish.file !== undefined) throw neither(`npq alias ${shell}`);
    host.terminal.out(lines.map((line) => `${line}\n`).join(''));
    return 0;
  }
  const place = profilePlace(host, shell, wish.file);
  const change = await changeProfile(host, place, 'alias', wish.remove ? undefined : lines);
  tellChange(host, { shell, name: 'alias', place, change, removed: wish.remove });
  return 0;
}

export function refuseBoth({ write, remove }: ProfileWish, command: string): void {
  if (!write || !remove) return;
  throw new NpqError('usage', {
    message: 'Expected --write or --remove, found both.',
    hint: `To put the lines in place: ${command} --write`,
  });
}

function neither(command: string): NpqError {
  return new NpqError('usage', {
    message: 'Expected --write or --remove with --file, found neither.',
    hint: `To put the lines there: ${command} --write --file <path>`,
  });
}

export function profilePlace({ env }: Pick<Host, 'env'>, shell: ShellName, file: string | undefined): string {
  const place = file === undefined ? profileOf(shell, env) : resolve(env.cwd, file);
  if (place !== undefined) return place;
  throw new NpqError('usage', {
    message: `Expected to know which file ${shell} reads when it starts, found ${env.home === undefined ? 'no home folder' : 'nothing that says so'}.`,
    hint: shell === 'powershell' ? 'Say it: --file $PROFILE' : 'Say it: --file <path>',
  });
}

interface Told {
  readonly shell: ShellName;
  readonly name: BlockName;
  readonly place: string;
  readonly change: ProfileChange;
  readonly removed: boolean;
}

export function tellChange(host: Pick<Host, 'env' | 'terminal'>, told: Told): void {
  const { shell, name, place, change, removed } = told;
  const shown = shownPlace(host, place);
  const via = change.real === place ? '' : `, which is a link to ${shownPlace(host, change.real)}`;
  const what = name === 'alias' ? 'aliases' : 'PATH';
  if (removed) {
    say(
      host,
      change.changed
        ? `took npq's lines for ${what} out of ${shown}${via}.`
        : `${shown} has no lines of npq's for ${what}.`,
    );
    if (change.changed) say(host, 'Shells that are open keep them until they end.');
    return;
  }
  say(
    host,
    change.changed
      ? `put the lines for ${what} into ${shown}${via}.`
      : `the lines for ${what} are in ${shown}${via} already.`,
  );
  if (change.changed) {
    const source = shell === 'powershell' ? '.' : 'source';
    say(host, `New shells read them; for this one: ${source} ${shown}`);
    say(host, `To take them out again: npq ${name} ${name === 'alias' ? `${shell} --remove` : 'remove'}`);
  }
  for (const line of change.older) {
    say(host, `line ${line} of ${shown} still starts npq-hero, the older npq's program: delete that line.`);
  }
}

function shownPlace({ env }: Pick<Host, 'env'>, place: string): string {
  if (env.home === undefined) return place;
  const below = relative(env.home, place);
  return below.startsWith('..') || resolve(env.home, below) !== place || below === '' ? place : `~/${below}`;
}

export function say({ terminal }: Pick<Host, 'terminal'>, line: string): void {
  terminal.out(`npq: ${forTerminal(line)}\n`);
}
