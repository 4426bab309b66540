import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { checks } from '../checks/index.ts';
import { loosens } from '../checks/stricter.ts';
import { lockOn } from '../config/layers.ts';
import { settingsLimitBytes } from '../config/settings-file.ts';
import { readLayer, type SettingsLayer } from '../config/settings-layer.ts';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { TrustNote } from '../model/report.ts';
import { type PlacedSetting, valueWords } from '../model/settings.ts';
import type { Waiver } from '../model/waiver.ts';
import type { NpmConfig } from '../plan/npm.ts';
import { readable } from '../trust/covered-content.ts';
import { plain } from '../trust/display.ts';
import type { SettingsInspection } from '../trust/inspection.ts';
import { isMilder, policyOf } from '../verdict/settled-policy.ts';
import { type OwnWord, optionsOf, type ProjectWord, valuesOf } from './settings.ts';
import { findingIds, knownSettings } from './settings-known.ts';

/** The project's npq.json: as it lies there, or as it stands at the ref of `--base`, where it counts in full. */
export interface ProjectText {
  readonly text: string;
  /** As it is shown. */
  readonly path: string;
  readonly origin: 'project' | 'base';
}

/** As it lies in the project's folder; a link to a device or an endless file is not followed. */
export async function projectText(
  files: Pick<Host['files'], 'info' | 'realPath' | 'readText'>,
  { global, localPrefix }: Pick<NpmConfig, 'global' | 'localPrefix'>,
): Promise<ProjectText | undefined> {
  if (global) return undefined;
  const path = join(localPrefix, 'npq.json');
  const real = await readable(path, files.realPath(path));
  const info = real === undefined ? undefined : await readable(path, files.info(real));
  if (real === undefined || info === undefined) return undefined;
  if (info.kind !== 'file' || info.size > settingsLimitBytes) {
    throw new NpqError('config-invalid', {
      message: `Expected ${path} to be a plain file of at most ${settingsLimitBytes} bytes, found ${info.kind === 'file' ? `one of ${info.size}` : 'something else'}.`,
      hint: 'Look at what it is and where it leads, and remove it.',
    });
  }
  const text = await readable(path, files.readText(real));
  return text === undefined ? undefined : { text, path, origin: 'project' };
}

export interface JudgedProject {
  readonly inspection: SettingsInspection;
  /** What counts of it where it is agreed to, and where it is not. */
  word(agreed: boolean): ProjectWord;
}

/** What is stricter counts at once; what is milder, and every waiver, only once somebody has agreed to it. */
export async function judgeProject(
  own: OwnWord,
  given: ProjectText,
  /** Waivers that count already, wherever they stand. */
  already: readonly Waiver[] = [],
): Promise<JudgedProject> {
  const read = await readLayer(knownSettings, { ...given, file: given.path });
  const waivers = read.waivers.filter(({ waiver }) => !already.some((one) => isDeepStrictEqual(one, waiver)));
  const layer = { ...read, waivers };
  const judged = layer.settings.map((setting) => ({ setting, ...judge(own, setting) }));
  const stricter = judged.filter(({ milder }) => !milder).map(({ setting }) => setting);
  const allowed = judged.filter(({ locked }) => !locked).map(({ setting }) => setting);
  const waiversLocked = lockOn('waivers', own.locked) !== undefined;
  const notes = judged.flatMap(({ setting, milder, locked, changes }) => {
    if (!changes) return [];
    const note = { file: given.path, key: setting.key, ...effectOf(setting, milder, locked) };
    return [{ note, dangerous: milder && !locked }];
  });
  if (layer.waivers.length > 0) {
    const text = `${waiverWords(layer)}${waiversLocked ? ' Your organisation has locked waivers: they have no effect.' : ''}`;
    const note = { file: given.path, key: 'waivers', text, counts: false };
    notes.push({ note, dangerous: !waiversLocked });
  }
  const dangers = notes.filter(({ dangerous }) => dangerous).map(({ note }) => note);
  return {
    inspection: {
      file: given.path,
      hash: createHash('sha256').update(given.text).digest('hex'),
      notes: notes.map(({ note }) => note),
      dangers,
      origin: given.origin,
    },
    word: (agreed) => ({
      trusted: agreed,
      settings: agreed ? allowed : stricter,
      waivers: layer.waivers.map((one) => ({ ...one, counts: agreed && !waiversLocked })),
    }),
  };
}

/** Of a value, when it is shown. */
const longest = 120;

interface Judgement {
  readonly changes: boolean;
  readonly milder: boolean;
  /** Milder than what an organisation lets nobody change: it never counts. */
  readonly locked: boolean;
}

/** Each key by itself, against what holds without the project. */
function judge(own: OwnWord, setting: PlacedSetting): Judgement {
  const before = valuesOf(own);
  const overridden = own.commandLine.some(({ key }) => key === setting.key);
  const now =
    setting.kind === 'option'
      ? optionsOf(before).get(setting.check)?.[setting.option]
      : before.get(setting.key)?.value;
  const same = isDeepStrictEqual(now, setting.value);
  if (overridden || same) return { changes: false, milder: false, locked: false };
  const milder = isLoosening(own, setting);
  return { changes: true, milder, locked: milder && lockOn(setting.key, own.locked) !== undefined };
}

function isLoosening(own: OwnWord, setting: PlacedSetting): boolean {
  const before = valuesOf(own);
  switch (setting.kind) {
    case 'onIncomplete':
      return setting.value === 'warn';
    case 'option': {
      const check = checks.find(({ id }) => id === setting.check);
      const now = optionsOf(before).get(setting.check)?.[setting.option];
      return check === undefined || now === undefined || loosens(check, setting.option, now, setting.value);
    }
    case 'preset':
    case 'rule':
      return isMilder(policyOf(before), policyOf(valuesOf(own, [setting])), findingIds);
  }
}

function effectOf(
  setting: PlacedSetting,
  milder: boolean,
  locked: boolean,
): Pick<TrustNote, 'text' | 'counts'> {
  const value = plain(valueWords(setting));
  const shown = value.length > longest ? `${value.slice(0, longest)}…` : value;
  const said = `${setting.key}: ${shown} (line ${setting.at.line ?? 1})`;
  if (locked) {
    const text = `${said} would be milder; your organisation has locked it, so it has no effect.`;
    return { text, counts: false };
  }
  return milder
    ? { text: `${said} makes npq milder than your own settings.`, counts: false }
    : { text: `${said} makes npq stricter.`, counts: true };
}

function waiverWords({ waivers, at }: SettingsLayer): string {
  const all = waivers.map(({ waiver }) => `${waiver.check} of ${waiver.package}@${waiver.versions}`);
  const more = all.length > 3 ? ` and ${all.length - 3} more` : '';
  return plain(`waivers (line ${at(['waivers']).line ?? 1}) excuse ${all.slice(0, 3).join(', ')}${more}.`);
}
