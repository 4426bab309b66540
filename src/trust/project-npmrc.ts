import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Env } from '../host/host.ts';
import type { TrustNote } from '../model/report.ts';
import type { ConfigLayer, NpmConfig } from '../plan/npm.ts';
import type { Agreements } from './agreements.ts';
import { type Covered, coveredContent } from './covered-content.ts';
import { plain, showKey, variablesIn } from './display.ts';
import type { NpmrcInspection } from './inspection.ts';
import { judgeKey, type KeyJudgement, type Setting } from './judge-key.ts';
import { type Sides, sidesOf } from './layers.ts';
import { type NpmrcText, readNpmrc } from './npmrc-text.ts';
import { findProjectCode, type InspectedFiles } from './project-code.ts';

export interface InspectionInput {
  readonly config: NpmConfig;
  readonly files: InspectedFiles;
  readonly agreements: Pick<Agreements, 'has'>;
  /** Files that this command line named with `--trust`. */
  readonly vouched: readonly string[];
  readonly env: Pick<Env, 'cwd' | 'home' | 'accountHome'>;
  /** Where the same content, if it has this hash, went through a review before. */
  readonly standsAt?: StandsAt | undefined;
}

export interface StandsAt {
  /** A git ref. */
  readonly ref: string;
  readonly hash: string;
}

interface Item {
  readonly file: string;
  readonly key: string;
  readonly judgement: Pick<KeyJudgement, 'kind' | 'text'>;
}

/**
 * Stage 0: before anybody looked at them, the project's own files may not run code, redirect traffic, hand
 * out variables, weaken TLS or replace a cache. Reads; runs and changes nothing.
 */
export async function inspectProjectNpmrc(input: InspectionInput): Promise<NpmrcInspection> {
  const { config, files } = input;
  const sides = sidesOf(config, input.env);
  const items: Item[] = [];
  const parts: Covered[] = [];
  for (const layer of sides.project) {
    if (!isRead(layer)) continue;
    const text = await readNpmrc(files, layer.source, config.npm.root);
    if (text === undefined && layer.data.size === 0) continue;
    if (layer.name === 'project' && text !== undefined) refuseHiddenPlaces(layer.source, text);
    const judged = judgeLayer(layer, text, sides);
    items.push(...judged.items);
    parts.push({ label: layer.name, content: text?.bytes });
    parts.push(...(await namedFiles(judged.names, input)));
  }
  if (!config.global) {
    for (const code of await findProjectCode(files, config)) {
      const kind = code.dangerous ? 'dangerous' : 'no-effect';
      items.push({ file: code.file, key: code.key, judgement: { kind, text: `${code.key}: ${code.text}` } });
      if (code.dangerous) parts.push(...code.covers);
    }
  }
  return conclude(input, items, parts);
}

/** Another configuration file may be agreed to where its path can be shown, and so holds no variable. */
function refuseHiddenPlaces(file: string, { written }: NpmrcText): void {
  for (const key of ['userconfig', 'globalconfig', 'prefix']) {
    const [name] = variablesIn(written.get(key) ?? '');
    if (name === undefined) continue;
    throw new NpqError('config-untrusted', {
      message: `${plain(file)} lets your variable ${name} decide which configuration npm reads as yours (${key}).`,
      hint: `Write ${key} into your own .npmrc instead, where it belongs.`,
    });
  }
}

function isRead({ source, data }: ConfigLayer): boolean {
  // npm writes `(global mode enabled, ignored)` where it left the project's file alone.
  return !source.startsWith('(') || data.size > 0;
}

function judgeLayer(
  layer: ConfigLayer,
  text: NpmrcText | undefined,
  sides: Sides,
): { readonly items: readonly Item[]; readonly names: readonly string[] } {
  const items: Item[] = [];
  const names: string[] = [];
  for (const setting of settingsOf(layer, text)) {
    const judgement = judgeKey(setting, sides);
    items.push({ file: layer.source, key: showKey(setting.writtenKey), judgement });
    if (judgement.kind === 'dangerous' && judgement.namesFile) names.push(String(setting.value));
  }
  return { items, names };
}

/** Pairs what npm read with what stands in the file; neither alone would tell variables from text. */
function settingsOf(layer: ConfigLayer, text: NpmrcText | undefined): readonly Setting[] {
  const written = new Map([...(text?.written ?? [])].map(([key, value]) => [key, withoutOwnNames(value)]));
  const withVariables = [...written.keys()].filter((key) => !layer.data.has(key));
  const read = [...layer.data].map(([key, value]) => ({
    key,
    value: withoutOwnNames(value),
    writtenKey: key,
    writtenValue: written.get(key),
  }));
  // A key whose name holds a variable cannot be paired; its replaced form is not shown, it may be a secret.
  const paired = read.filter(({ key }) => written.has(key) || withVariables.length === 0);
  const unpaired = withVariables.map((key) => ({
    key,
    value: written.get(key),
    writtenKey: key,
    writtenValue: written.get(key),
  }));
  return [...paired, ...unpaired];
}

/** A section below a list gives it names of its own, such as `constructor`, which its methods would stumble over. */
function withoutOwnNames(value: unknown): unknown {
  return Array.isArray(value) ? Array.from(value) : value;
}

/** Agreeing to `script-shell=./sh` means this sh in this project, not another one of the same name. */
async function namedFiles(
  names: readonly string[],
  { config, env: { cwd }, files }: InspectionInput,
): Promise<readonly Covered[]> {
  if (names.length === 0) return [];
  const paths = [
    ...new Set(names.flatMap((name) => [resolve(config.localPrefix, name), resolve(cwd, name)])),
  ];
  const contents = await Promise.all(
    paths.map((path) => coveredContent(files, path, 'A file that .npmrc names')),
  );
  return [{ label: 'place', content: config.localPrefix }, ...contents];
}

function conclude(
  { agreements, vouched, standsAt, env: { cwd } }: InspectionInput,
  items: readonly Item[],
  parts: readonly Covered[],
): NpmrcInspection {
  const named = new Set(vouched.map((file) => resolve(cwd, file)));
  const hash = hashOf(parts);
  const agreed = agreements.has('npmrc', hash);
  const reviewed = standsAt?.hash === hash ? `It is the same at ${plain(standsAt.ref)}.` : undefined;
  const notes: TrustNote[] = [];
  const dangers: TrustNote[] = [];
  for (const { file, key, judgement } of items) {
    const { kind, text } = judgement;
    const why = named.has(file) ? 'Named by --trust.' : agreed ? 'You agreed to it.' : reviewed;
    if (kind !== 'dangerous') notes.push({ file, key, text, counts: kind === 'harmless' });
    else if (why !== undefined) notes.push({ file, key, text: `${text} ${why}`, counts: true });
    else {
      const note = { file, key, text, counts: false };
      notes.push(note);
      dangers.push(note);
    }
  }
  const [first] = dangers;
  if (first === undefined) return { kind: 'fine', notes };
  return {
    kind: 'needs-agreement',
    file: first.file,
    files: [...new Set(dangers.map(({ file }) => file))],
    hash,
    notes,
    keys: dangers.map(({ key }) => key),
    dangers,
  };
}

/** Of the bytes where only .npmrc is concerned, so that the same file needs one agreement everywhere. */
function hashOf(parts: readonly Covered[]): string {
  const [only] = parts;
  if (parts.length === 1 && only?.label === 'project') return sha256(only.content ?? '');
  const lines = parts.map(({ label, content }) =>
    JSON.stringify([label, content === undefined ? null : sha256(content)]),
  );
  return sha256(lines.join('\n'));
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}
