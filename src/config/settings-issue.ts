import type * as v from 'valibot';
import type { NpqError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { Path, SettingsText } from './settings-file.ts';
import { found, isMissing } from './strict-object.ts';

/** The one that stands first in the file. */
export function firstError(text: SettingsText, issues: readonly v.BaseIssue<unknown>[]): NpqError {
  const errors = issues.map((issue) => errorOf(text, issue));
  const [first] = errors.sort((one, other) => one.line - other.line);
  if (first === undefined) throw new Error('a schema refused settings without an issue');
  return first.error;
}

function errorOf(text: SettingsText, from: v.BaseIssue<unknown>): { line: number; error: NpqError } {
  const { issue, path } = narrowest(from, []);
  const last = issue.path?.at(-1);
  const unknown = last !== undefined && issue.type === 'strict_object' && issue.expected === 'never';
  const isList = unknown && Array.isArray(last.input);
  const around = unknown || isMissing(issue) ? path.slice(0, -1) : path;
  const before = around.length === 0 ? '' : `${around.join('.')}: `;
  const words = isList ? 'expected an object, found a list' : wordsOf(issue);
  const error = text.invalid(isList ? around : path, `${before}${words}`, unknown ? 'key' : 'value');
  return { line: text.line(path), error };
}

/** Of the forms that a value may have the one that fits best says what is wrong with it. */
function narrowest(
  issue: v.BaseIssue<unknown>,
  above: Path,
): { readonly issue: v.BaseIssue<unknown>; readonly path: Path } {
  const path = [...above, ...(issue.path ?? []).map(({ key }) => key as string | number)];
  if (issue.type !== 'union') return { issue, path };
  const inner = (issue.issues ?? []).map((one) => narrowest(one, path));
  const deepest = inner.reduce((best, one) => (one.path.length > best.path.length ? one : best), {
    issue,
    path,
  });
  return deepest;
}

function wordsOf(issue: v.BaseIssue<unknown>): string {
  const said = issue.message;
  if (/^(there is|expected) /.test(said)) {
    const complete = /^there is /.test(said) || said.includes(', found ');
    return complete ? said : `${said}, ${found(issue)}`;
  }
  if (issue.type === 'picklist' || issue.type === 'union') return choice(issue);
  const limit = issue.kind === 'validation' && issue.requirement !== undefined;
  const wanted = limit
    ? `${limitWords[issue.type] ?? issue.type} ${issue.requirement}`
    : typeWords[issue.expected ?? ''];
  return `expected ${wanted ?? issue.expected}, ${found(issue)}`;
}

const limitWords: Readonly<Record<string, string>> = {
  min_value: 'at least',
  max_value: 'at most',
  min_length: 'a length of at least',
  max_length: 'a length of at most',
};
const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
  '!0': 'a text that is not empty',
};

function choice(issue: v.BaseIssue<unknown>): string {
  const names = [...(issue.expected ?? '').matchAll(/"([^"]*)"|\b(Object|Array|\d+)\b/g)].map(
    ([whole, name]) => (name === undefined ? (typeWords[whole] ?? whole) : whole),
  );
  const listed = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names.join('');
  const guess = typeof issue.input === 'string' ? nearestOf(issue.input, names) : undefined;
  return `expected ${listed}, ${found(issue)}${guess === undefined ? '' : `. Did you mean ${guess}?`}`;
}

function nearestOf(text: string, quoted: readonly string[]): string | undefined {
  return nearest(
    text.slice(0, 100),
    quoted.flatMap((one) => /^"(.*)"$/.exec(one)?.[1] ?? []),
  );
}
