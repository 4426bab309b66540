import { join } from 'node:path';
import { checks } from '../checks/index.ts';
import { type CheckOptions, decodeOptions, type RawOptions } from '../checks/options.ts';
import type { Folders } from '../config/folders.ts';
import { inForce, type Locked, lockedBy, lockOn, refuseUnlocking } from '../config/layers.ts';
import { type OrganisationPin, organisationFrom } from '../config/organisation-pin.ts';
import { serviceUrlForm } from '../config/services.ts';
import { readLayer, type SettingsLayer } from '../config/settings-layer.ts';
import { type UserSettings, userSettings } from '../config/user-settings.ts';
import { NpqError } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { OwnOptions } from '../model/request.ts';
import type { OnIncomplete, PlacedSetting, SettingsInForce } from '../model/settings.ts';
import { placeWords } from '../model/settings.ts';
import type { PlacedWaiver } from '../model/waiver.ts';
import type { NpmInstallation } from '../plan/npm.ts';
import type { Policy } from '../verdict/policy.ts';
import { policyId } from '../verdict/policy-id.ts';
import { defaultPreset, findPreset } from '../verdict/presets.ts';
import { policyOf } from '../verdict/settled-policy.ts';
import { knownSettings, lockable } from './settings-known.ts';

/** What everybody but the project says. */
export interface OwnWord {
  readonly settings: UserSettings;
  /** Weakest first. */
  readonly layers: readonly SettingsLayer[];
  readonly commandLine: readonly PlacedSetting[];
  readonly locked: Locked;
}

/** What the project's npq.json says, after somebody has judged which of it counts. */
export interface ProjectWord {
  readonly settings: readonly PlacedSetting[];
  readonly waivers: readonly PlacedWaiver[];
  /** False where only what is stricter counts. */
  readonly trusted: boolean;
}

/** What decides in this run. */
export interface Settled {
  readonly inForce: SettingsInForce;
  readonly policy: Policy;
  readonly checkOptions: CheckOptions;
  /** The ledger answers only for what was vetted under this. */
  readonly policyId: string;
  readonly waivers: readonly PlacedWaiver[];
  readonly onIncomplete: OnIncomplete;
}

const defaults: readonly PlacedSetting[] = [
  { key: 'preset', kind: 'preset', value: defaultPreset.name, at: { origin: 'default' } },
  { key: 'onIncomplete', kind: 'onIncomplete', value: 'fail', at: { origin: 'default' } },
];

export async function loadOwnWord(
  host: Host,
  npm: NpmInstallation,
  folders: Folders,
  own: Partial<Pick<OwnOptions, 'preset' | 'onIncomplete'>>,
): Promise<OwnWord> {
  const { vars } = host.env;
  const user = await userLayer(host, folders);
  const pin = organisationOf(vars['NPQ_ORGANISATION'] || undefined, user);
  const organisation = pin && (await readOrganisation(host, npm, folders, pin));
  const locked = lockedBy(organisation, lockable);
  const commandLine = ofCommandLine(own);
  const given = inForce(defaults, organisation?.settings ?? []);
  refuseUnlocking([...(user?.settings ?? []), ...commandLine], given, locked);
  refuseWaivers(user, locked);
  return {
    settings: userSettings({
      ...{ vars, folder: folders.config, user: user?.written ?? {} },
      organisation: organisation?.written ?? {},
    }),
    layers: [organisation, user].filter((layer) => layer !== undefined),
    ...{ commandLine, locked },
  };
}

async function userLayer(
  { files }: Pick<Host, 'files'>,
  { config }: Folders,
): Promise<SettingsLayer | undefined> {
  const file = config && join(config, 'npq.json');
  const text = file && (await files.readText(file));
  return file && text !== undefined ? readLayer(knownSettings, { text, file, origin: 'user' }) : undefined;
}

/** Two that differ would leave open whose rules hold. */
function organisationOf(
  named: string | undefined,
  user: SettingsLayer | undefined,
): OrganisationPin | undefined {
  const written = user?.written.organisation;
  if (named === undefined) return written;
  const pin = organisationFrom(named);
  if (pin === undefined) {
    throw new NpqError('config-invalid', {
      message: `Expected NPQ_ORGANISATION to be <from>#sha512-…, found ${JSON.stringify(named.slice(0, 200))}.`,
      hint: `Write <from> as npm:<name>@<exact version>, ${serviceUrlForm()}.`,
    });
  }
  if (written && (written.from !== pin.from || written.integrity !== pin.integrity)) {
    throw new NpqError('config-invalid', {
      message: `Expected one organisation, found ${pin.from} in NPQ_ORGANISATION and ${written.from} in ${placeWords(user.at(['organisation']))}.`,
      hint: 'Take one of them away, or let both say the same.',
    });
  }
  return pin;
}

async function readOrganisation(
  host: Host,
  npm: NpmInstallation,
  folders: Folders,
  pin: OrganisationPin,
): Promise<SettingsLayer> {
  const { organisationText } = await import('./organisation.ts');
  const text = await organisationText(host, npm, folders, pin);
  return readLayer(knownSettings, { text, file: pin.from, origin: 'organisation' });
}

function refuseWaivers(user: SettingsLayer | undefined, locked: Locked): void {
  const [first] = user?.waivers ?? [];
  if (user && first && lockOn('waivers', locked) !== undefined) {
    throw user.invalid(['waivers'], 'expected no waivers, since your organisation has locked them', 'key');
  }
}

function ofCommandLine({
  preset,
  onIncomplete,
}: Partial<Pick<OwnOptions, 'preset' | 'onIncomplete'>>): readonly PlacedSetting[] {
  const at = { origin: 'command line' } as const;
  const named = preset === undefined ? undefined : findPreset(preset).name;
  return [
    ...(named === undefined ? [] : [{ key: 'preset', kind: 'preset', value: named, at } as const]),
    ...(onIncomplete === undefined
      ? []
      : [{ key: 'onIncomplete', kind: 'onIncomplete', value: onIncomplete, at } as const]),
  ];
}

/** The values in force, with what a project adds between the user's word and the command line. */
export function valuesOf(
  { layers, commandLine }: Pick<OwnWord, 'layers' | 'commandLine'>,
  project: readonly PlacedSetting[] = [],
): SettingsInForce {
  return inForce(defaults, ...layers.map(({ settings }) => settings), project, commandLine);
}

export function settle(word: OwnWord, project?: ProjectWord): Settled {
  const values = valuesOf(word, project?.settings);
  const own = policyOf(valuesOf(word));
  // Whatever the project's rules come to together: none of them is milder than what holds without it.
  const floor = project !== undefined && !project.trusted && project.settings.some(isRuling);
  const policy = floor ? { ...policyOf(values), atLeast: own } : policyOf(values);
  const checkOptions = optionsOf(values);
  const onIncomplete = values.get('onIncomplete');
  return {
    ...{ inForce: values, policy, checkOptions, policyId: policyId(policy, checkOptions) },
    waivers: [
      ...word.layers.flatMap(({ waivers }) => waivers.map((one) => ({ ...one, counts: true }))),
      ...(project?.waivers ?? []),
    ],
    onIncomplete: onIncomplete?.kind === 'onIncomplete' ? onIncomplete.value : 'fail',
  };
}

function isRuling({ kind }: PlacedSetting): boolean {
  return kind === 'preset' || kind === 'rule';
}

export function optionsOf(values: SettingsInForce): CheckOptions {
  const raw: Record<string, Record<string, unknown>> = {};
  for (const setting of values.values()) {
    if (setting.kind !== 'option') continue;
    raw[setting.check] = { ...raw[setting.check], [setting.option]: setting.value };
  }
  return decodeOptions(checks, raw satisfies RawOptions);
}
