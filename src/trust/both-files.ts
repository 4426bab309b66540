import { resolve } from 'node:path';
import type { TrustNote } from '../model/report.ts';
import type { Agreements } from './agreements.ts';
import type { NpmrcInspection, SettingsInspection } from './inspection.ts';

/** What somebody has to agree to before it counts: of the project's .npmrc, of its npq.json, or of both. */
export interface WantsAgreement {
  readonly npmrc: readonly TrustNote[];
  readonly settings: readonly TrustNote[];
  /** All files that ask for it, each of which `--trust` has to name where nobody can be asked. */
  readonly files: readonly string[];
}

export interface BothFiles {
  readonly notes: readonly TrustNote[];
  /** Undefined where there is nothing to ask. */
  readonly wants: WantsAgreement | undefined;
  /** The project's npq.json counts in full. */
  readonly settingsAgreed: boolean;
}

/** The project's two files together, so that one question shows both. */
export function bothFiles(
  npmrc: NpmrcInspection,
  settings: SettingsInspection | undefined,
  given: {
    readonly agreements: Pick<Agreements, 'has'>;
    readonly vouched: readonly string[];
    readonly cwd: string;
  },
): BothFiles {
  const why = settings && whyItCounts(settings, given);
  const agreed = why !== undefined;
  const own = (settings?.notes ?? []).map((note) => {
    const settled = agreed && settings?.dangers.includes(note) === true;
    return settled ? { ...note, text: `${note.text} ${why}`, counts: true } : note;
  });
  const wanted = {
    npmrc: npmrc.kind === 'fine' ? [] : npmrc.dangers,
    settings: agreed ? [] : (settings?.dangers ?? []),
  };
  const files = [...new Set([...wanted.npmrc, ...wanted.settings].map(({ file }) => file))];
  return {
    notes: [...npmrc.notes, ...own],
    wants: files.length === 0 ? undefined : { ...wanted, files },
    settingsAgreed: agreed,
  };
}

function whyItCounts(
  { file, hash, origin }: SettingsInspection,
  { agreements, vouched, cwd }: Parameters<typeof bothFiles>[2],
): string | undefined {
  if (origin === 'base') return 'It stands at the base.';
  if (vouched.some((named) => resolve(cwd, named) === file)) return 'Named by --trust.';
  return agreements.has('settings', hash) ? 'You agreed to it.' : undefined;
}
