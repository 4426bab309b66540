import { NpqError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Policy, UnknownRules } from './policy.ts';

const asked: UnknownRules = {
  integrityMismatch: 'block',
  notPermitted: 'ask',
  subject: 'ask',
  essential: 'incomplete',
  other: 'note',
};

/**
 * A hole is no attack, and sits most often deep in a tree: a person weighs it up, and what is not serious is only
 * told. Unrated ones count as critical.
 */
const holes: Policy['checks'] = [
  { check: 'known-vulnerability', where: { key: 'severity', values: ['critical', 'high'] }, action: 'ask' },
  { check: 'known-vulnerability', action: 'note' },
];

/** For people at a terminal; the default. */
const balanced: Policy = {
  name: 'balanced',
  summary: 'asks about what a person can judge, blocks what nobody should install (the default)',
  severities: { critical: 'block', high: 'ask', medium: 'ask', low: 'note', info: 'allow' },
  checks: holes,
  unknowns: asked,
};

const strict: Policy = {
  name: 'strict',
  summary: 'asks about everything that was noticed or not found out, blocks what is likely bad',
  severities: { critical: 'block', high: 'block', medium: 'ask', low: 'ask', info: 'note' },
  checks: [],
  unknowns: { ...asked, subject: 'block', other: 'ask' },
};

/** Where nobody can be asked, and the project's own scripts went through a review to get there. */
const ci: Policy = {
  name: 'ci',
  summary: "like balanced, but blocks git and URL dependencies, and only notes the project's own scripts",
  severities: balanced.severities,
  checks: [
    { check: 'exotic-source', where: { key: 'kind', values: ['git', 'remote'] }, action: 'block' },
    { check: 'project-script', action: 'note' },
    ...holes,
  ],
  unknowns: { ...asked, notPermitted: 'block' },
};

/**
 * Never asks, never blocks, is never incomplete: for a first look at what npq would say. What could not be
 * found out still stands in its report and its coverage, as a note.
 */
const reportOnly: Policy = {
  name: 'report-only',
  summary: 'reports everything and stops nothing',
  severities: { critical: 'note', high: 'note', medium: 'note', low: 'note', info: 'note' },
  checks: [],
  unknowns: {
    integrityMismatch: 'note',
    notPermitted: 'note',
    subject: 'note',
    essential: 'note',
    other: 'note',
  },
};

export const presets: readonly Policy[] = [balanced, strict, ci, reportOnly];
export const presetNames: readonly string[] = presets.map((preset) => preset.name);
export const defaultPreset: Policy = balanced;

export function findPreset(name: string): Policy {
  const preset = presets.find((candidate) => candidate.name === name);
  if (preset !== undefined) return preset;
  const guess = nearest(name, presetNames);
  throw new NpqError('usage', {
    message: `There is no preset named ${JSON.stringify(name)}.${guess === undefined ? '' : ` Did you mean ${guess}?`}`,
    hint: `Choose one of: ${presetNames.join(', ')}.`,
  });
}

/** For the README: a Markdown table. */
export function presetsTable(): string {
  const rows = presets.map(({ name, summary }) => `| \`${name}\` | ${summary} |`);
  return ['| preset | what it does |', '|---|---|', ...rows].join('\n');
}
