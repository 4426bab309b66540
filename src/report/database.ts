import type { DatabaseFigures, DatabaseStatus } from '../model/database-status.ts';
import { forJson, forTerminal } from './sanitize.ts';
import { ageWords, counted } from './words.ts';

/** What `npq db status` prints. */
export function renderDatabaseStatus(status: DatabaseStatus, now: Date, next = '→ npq db update'): string {
  const lines = linesOf(status, now, next).map((line) => {
    if (typeof line === 'string') return forTerminal(line);
    const [name, value] = line;
    return name.padEnd(nameColumns) + forTerminal(value);
  });
  return `npq: ${lines.join('\n     ')}\n`;
}

type Line = string | readonly [name: string, value: string];
const nameColumns = 15;

function linesOf(status: DatabaseStatus, now: Date, next: string): readonly Line[] {
  switch (status.state) {
    case 'none':
      return ['there is no local advisory database.', next];
    case 'damaged':
      return [`the local advisory database is damaged: ${status.why}.`, status.path, next];
    case 'usable':
      return [figures(status), ...times(status, now)];
    case 'too-old':
    case 'in-the-future':
      return [
        figures(status),
        ...times(status, now),
        `It can no longer say that there is nothing: ${status.why}.`,
        next,
      ];
  }
}

/** What `npq db update` ends with; `fellBack` is why the changes alone would not do. */
export function renderDatabaseUpdate(
  { how, fellBack }: { readonly how: keyof typeof howWords; readonly fellBack?: string },
  status: DatabaseStatus,
  now: Date,
): string {
  const why = fellBack === undefined ? '' : `, since its changes alone would not do: ${fellBack}`;
  return `${forTerminal(`npq: ${howWords[how]}${why}.`)}\n${renderDatabaseStatus(status, now, stoodStill)}`;
}

/** Whoever has just updated needs no advice to update. */
const stoodStill =
  '→ The source itself stands still; another one can stand in npq.json, as services.osv-dump.';

const howWords = {
  whole: 'all advisories were fetched',
  changes: 'what changed was fetched',
  'newer-there': 'another npq has just fetched newer ones',
} as const;

function figures({ records, packages, bytes }: DatabaseFigures): string {
  const size = bytes < 1_000_000 ? `${Math.ceil(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${counted(records, 'advisory', 'advisories')} on ${counted(packages, 'package')}, ${size}`;
}

function times({ path, newest, madeAt, unreadable }: DatabaseFigures, now: Date): readonly Line[] {
  const leftOut = `${counted(unreadable, 'record')} that could not be read`;
  return [
    ['newest change', newest + ago(newest, now)],
    ['last updated', madeAt + ago(madeAt, now)],
    ...(unreadable === 0 ? [] : [['left out', leftOut] as const]),
    ['file', path],
  ];
}

function ago(time: string, now: Date): string {
  const age = ageWords(time, now.toISOString());
  return age === undefined ? '' : ` (${age} ago)`;
}

/** What `npq db status --json` prints. */
export function renderDatabaseStatusJson(status: DatabaseStatus, npqVersion: string): string {
  return `${forJson({ schemaVersion: 1, npqVersion, database: { ...status, path: status.path ?? null } })}\n`;
}
