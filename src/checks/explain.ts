import * as v from 'valibot';
import { NpqError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Check, Direction, Scope } from './define.ts';
import { checks as allChecks } from './index.ts';
import { decodeOptions } from './options.ts';

const scopeWords: Record<Scope, string> = {
  package: 'each package of the plan',
  plan: 'the plan as a whole',
  project: "the project's own package.json files",
};

/** What `npq explain <check>` prints. */
export function explainCheck(id: string, checks: readonly Check[] = allChecks): string {
  const check = checks.find((candidate) => candidate.id === id);
  if (check === undefined) throw unknownCheck(id, checks);
  const rows = [
    ['looks at', scopeWords[check.scope as Scope]],
    ['needs', list(check.needs)],
    ['uses', list(check.uses)],
    ['unknown', check.essential ? 'makes the verdict incomplete' : 'is noted in the report'],
    ['leaves', check.leaves],
    ...optionRows(check),
  ];
  const table = rows.map(([name, text]) => `  ${`${name}`.padEnd(10)}${text}`);
  return [`${check.id}: ${check.title}`, '', check.why, '', ...table, ''].join('\n');
}

/** What `npq explain` alone prints. */
export function listChecks(checks: readonly Check[] = allChecks): string {
  const width = Math.max(...checks.map(({ id }) => id.length)) + 2;
  const rows = checks.map(({ id, title }) => `  ${id.padEnd(width)}${title}`);
  return ['npq has these checks; npq explain <check> says more:', '', ...rows, ''].join('\n');
}

/** For the README: a Markdown table. */
export function checksTable(checks: readonly Check[] = allChecks): string {
  const rows = checks.map((check) => `| \`${check.id}\` | ${cell(check.title)} | ${cell(check.why)} |`);
  return ['| check | flags what | why |', '|---|---|---|', ...rows].join('\n');
}

function optionRows(check: Check): readonly (readonly [string, string])[] {
  const defaults = decodeOptions([check]).get(check.id) ?? {};
  const entries = Object.entries(defaults);
  if (entries.length === 0) return [['options', 'none']];
  return entries.map(([name, value], index) => [
    index === 0 ? 'options' : '',
    [`${name} = ${JSON.stringify(value)}.`, describeOption(check, name), freedom(check, name)]
      .filter(Boolean)
      .join(' '),
  ]);
}

function describeOption(check: Check, name: string): string {
  const schema: v.GenericSchema | undefined = check.options.entries[name];
  return schema === undefined ? '' : (v.getDescription(schema) ?? '');
}

const freedoms: Readonly<Record<Direction, string>> = {
  larger: 'A project may make it larger unasked.',
  more: 'A project may add to it unasked.',
};

/** What a project's npq.json may make of it without anybody's agreement. */
function freedom(check: Check, name: string): string {
  const directions: Readonly<Record<string, Direction | undefined>> = check.stricter ?? {};
  const direction = Object.hasOwn(directions, name) ? directions[name] : undefined;
  return direction === undefined ? 'A project may not change it unasked.' : freedoms[direction];
}

function list(keys: readonly string[]): string {
  return keys.length === 0 ? 'nothing' : keys.join(', ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function unknownCheck(id: string, checks: readonly Check[]): NpqError {
  const ids = checks.map((check) => check.id);
  const guess = nearest(id, ids);
  return new NpqError('usage', {
    message: `There is no check named ${JSON.stringify(id)}.`,
    hint: guess === undefined ? `Name one of: ${ids.join(', ')}.` : `npq explain ${guess}`,
  });
}
