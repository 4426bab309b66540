import * as v from 'valibot';
import type { NpqError } from '../errors.ts';
import type { Json } from '../model/finding.ts';
import type { PlacedSetting, RuleSetting, Setting } from '../model/settings.ts';
import type { SettingOrigin, Waiver, WrittenAt } from '../model/waiver.ts';
import { type Path, readSettingsText, type SettingsText } from './settings-file.ts';
import { firstError } from './settings-issue.ts';
import type { SettingsSchema, WrittenSettings } from './settings-schema.ts';

/** One npq.json, understood as a whole, each value with its place. */
export interface SettingsLayer {
  readonly origin: SettingOrigin;
  readonly file: string;
  /** What decides about findings; the rest is in `written`. */
  readonly settings: readonly PlacedSetting[];
  readonly waivers: readonly { readonly waiver: Waiver; readonly at: WrittenAt }[];
  readonly written: WrittenSettings;
  at(path: Path): WrittenAt;
  invalid(path: Path, what: string, at?: 'value' | 'key'): NpqError;
}

/** Throws `config-invalid`, with the place, for whatever it does not understand: half a configuration is none. */
export async function readLayer(
  schema: SettingsSchema,
  input: { readonly text: string; readonly file: string; readonly origin: SettingOrigin },
): Promise<SettingsLayer> {
  const { origin, file } = input;
  const text = await readSettingsText(input.text, file);
  const decoded = v.safeParse(schema, text.value);
  if (!decoded.success) throw firstError(text, decoded.issues);
  const written = decoded.output;
  refuseLists(text, text.value, written, []);
  refuseMisplaced(Object.keys(written), origin, text);
  const at = (path: Path): WrittenAt => ({ origin, file, line: text.line(path) });
  const settings = settingsOf(written, text).map(({ path, ...setting }) => ({ ...setting, at: at(path) }));
  const waivers = (written.waivers ?? []).map((waiver, index) => ({ waiver, at: at(['waivers', index]) }));
  return { origin, file, settings, waivers, written, at, invalid: text.invalid };
}

/** To the schema a list without members is an object without keys. */
function refuseLists(text: SettingsText, raw: unknown, decoded: unknown, path: Path): void {
  if (typeof decoded !== 'object' || decoded === null) return;
  if (Array.isArray(raw) && !Array.isArray(decoded)) {
    throw text.invalid(
      path,
      `${path.join('.')}${path.length > 0 ? ': ' : ''}expected an object, found a list`,
    );
  }
  for (const [key, inner] of Object.entries(decoded)) {
    const step = Array.isArray(decoded) ? Number(key) : key;
    refuseLists(text, (raw as Readonly<Record<string, unknown>> | undefined)?.[key], inner, [...path, step]);
  }
}

/** Who may say what besides that which decides about findings, which all may. */
const homes: Readonly<Record<string, readonly SettingOrigin[]>> = {
  services: ['organisation', 'user'],
  publicRegistries: ['organisation', 'user'],
  acceptedAbsences: ['organisation', 'user'],
  advisoryMaxAgeDays: ['organisation', 'user'],
  advisoryFiles: ['user'],
  organisation: ['user'],
  locked: ['organisation'],
};
const homeWords: Partial<Record<SettingOrigin, string>> = {
  user: "your own npq.json, in npq's config folder",
  organisation: "an organisation's",
};

function refuseMisplaced(keys: readonly string[], origin: SettingOrigin, text: SettingsText): void {
  for (const key of keys) {
    const home = Object.hasOwn(homes, key) ? homes[key] : undefined;
    if (home === undefined || home.includes(origin)) continue;
    const belongs = home.flatMap((one) => homeWords[one] ?? []).join(' or ');
    const whose =
      origin === 'user' ? 'your own' : origin === 'organisation' ? "an organisation's" : "a project's";
    throw text.invalid([key], `"${key}" belongs into ${belongs}, not into ${whose} npq.json`, 'key');
  }
}

type PathedSetting = Setting & { readonly path: Path };

function settingsOf(written: WrittenSettings, { value }: SettingsText): readonly PathedSetting[] {
  const { preset, onIncomplete, rules = {}, checks = {} } = written;
  const own: PathedSetting[] = [];
  if (preset !== undefined) own.push({ key: 'preset', kind: 'preset', value: preset, path: ['preset'] });
  for (const [of, rule] of Object.entries(rules)) {
    if (rule === undefined) continue;
    own.push({ key: `rules.${of}`, kind: 'rule', of, value: rulesOf(rule), path: ['rules', of] });
  }
  // What the schema filled in as a default nobody has written.
  const writtenChecks = member(value, 'checks');
  for (const [check, options] of Object.entries(checks)) {
    for (const option of Object.keys(member(writtenChecks, check) ?? {})) {
      const path = ['checks', check, option];
      const key = path.join('.');
      own.push({ key, kind: 'option', check, option, value: options?.[option] as Json, path });
    }
  }
  if (onIncomplete !== undefined) {
    const path = ['onIncomplete'];
    own.push({ key: 'onIncomplete', kind: 'onIncomplete', value: onIncomplete, path });
  }
  return own;
}

type WrittenRule = NonNullable<NonNullable<WrittenSettings['rules']>[string]>;

function rulesOf(rule: WrittenRule): readonly RuleSetting[] {
  const several = Array.isArray(rule) ? rule : [rule];
  return several.map((one) => (typeof one === 'string' ? { action: one } : one));
}

function member(value: Json | undefined, key: string): { readonly [key: string]: Json } | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const found = (value as { readonly [key: string]: Json })[key];
  return found === null || typeof found !== 'object' || Array.isArray(found)
    ? undefined
    : (found as { readonly [key: string]: Json });
}
