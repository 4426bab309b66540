import { resolve } from 'node:path';
import { NpqError } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import { reportFormats, type WantedReport } from '../model/request.ts';
import type { Definition, Definitions } from '../plan/npm-modules.ts';

/** npq's own options in the form of npm's definitions, so that one grammar reads both. */
export const ownDefinitions = {
  preset: {
    key: 'preset',
    type: String,
    default: '',
    description: 'Policy by which npq decides.',
  },
  'non-interactive': {
    key: 'non-interactive',
    type: Boolean,
    default: false,
    description: 'Never ask; end with the exit code that says what was to be decided.',
  },
  // `--verbose` is npm's shorthand for a log level.
  'npq-verbose': {
    key: 'npq-verbose',
    type: Boolean,
    default: false,
    description: 'Report every check, also those that found nothing.',
  },
  trust: {
    key: 'trust',
    // Not npm's path type, which would resolve against the folder of the process.
    type: [String, Array],
    default: [],
    description: 'A file of the project that you vouch for, such as .npmrc; may be repeated.',
  },
  permit: {
    key: 'permit',
    type: [String, Array],
    default: [],
    description: 'The address of a git or URL dependency that may be contacted; may be repeated.',
  },
  'on-incomplete': {
    key: 'on-incomplete',
    type: String,
    default: 'fail',
    description: 'fail or warn: what to do where an essential check could not be done.',
  },
  report: {
    key: 'report',
    type: [String, Array],
    default: [],
    description: 'A format, and the file that it goes to: sarif=npq.sarif; may be repeated.',
  },
  'summary-file': {
    key: 'summary-file',
    type: String,
    default: '',
    description: 'A file that gets one line of JSON with what became of the run.',
  },
  base: {
    key: 'base',
    type: String,
    default: '',
    description: 'A git ref: only what changed against it is looked at, by the policy that stands there.',
  },
} as const satisfies Definitions;

const ownOptions: Definitions = ownDefinitions;

/** npm has it too: npq answers with its report, so that for gated commands npm must not print a second one. */
const json: Definition = { key: 'json', type: Boolean, default: false, description: '' };

export interface Split {
  /** The command line without them. */
  readonly rest: readonly string[];
  /** Their values by key, as they were written. */
  readonly own: ReadonlyMap<string, boolean | string | readonly string[]>;
}

/**
 * Takes npq's options, written in full and before any `--`, out of a command line. It does not know what
 * npm's options take as their value: whoever calls it has to compare with npm's own reading.
 */
export function splitOwn(args: readonly string[], options: { readonly json: boolean }): Split {
  const rest: string[] = [];
  const own = new Map<string, boolean | string | readonly string[]>();
  let index = 0;
  while (index < args.length) {
    const token = args[index] ?? '';
    if (/^-{2,}$/.test(token)) break;
    const found = recognize(token, options.json);
    index += 1;
    if (found === undefined) {
      rest.push(token);
      continue;
    }
    const following = args[index];
    const { definition, negated } = found;
    if (definition.type === Boolean) {
      const apart = found.value === undefined && (following === 'true' || following === 'false');
      if (apart) index += 1;
      const text = apart ? following : found.value;
      own.set(definition.key, (text !== 'false') !== negated);
      continue;
    }
    if (found.value === undefined) index += 1;
    const value = (found.value ?? following ?? '').trim();
    if (value === '' || value.startsWith('-')) throw noValue(definition.key);
    const before = own.get(definition.key);
    const many = Array.isArray(definition.type);
    own.set(definition.key, many ? [...(Array.isArray(before) ? before : []), value] : value);
  }
  return { rest: [...rest, ...args.slice(index)], own };
}

/**
 * Whether a command line asks for JSON, also one that cannot be read or that meant no gated command: an error
 * is then told as a document.
 */
export function asksForJson(args: readonly string[]): boolean {
  const end = args.findIndex((token) => /^-{2,}$/.test(token));
  const forms = (end === -1 ? args : args.slice(0, end)).filter((token) =>
    /^--(?:no-)?json(?:=(?:true|false))?$/.test(token),
  );
  const last = forms.at(-1);
  return last !== undefined && last.startsWith('--no-') === last.endsWith('=false');
}

function recognize(token: string, withJson: boolean) {
  const match = /^--(no-)?([a-z-]+?)(?:=(.*))?$/s.exec(token);
  if (match === null) return undefined;
  const [, no, key = '', value] = match;
  const definition = key === 'json' && withJson ? json : Object.hasOwn(ownOptions, key) && ownOptions[key];
  // Only a yes-or-no option has a `--no-` form.
  if (!definition || (no !== undefined && definition.type !== Boolean)) return undefined;
  return { definition, negated: no !== undefined, value };
}

function noValue(key: string): NpqError {
  return new NpqError('usage', {
    message: `Expected a value after --${key}, found none.`,
    hint: `Write one behind it: ${examples[key] ?? `--${key}=…`}`,
  });
}

const examples: Readonly<Record<string, string>> = {
  preset: '--preset balanced',
  trust: '--trust .npmrc',
  permit: '--permit github:user/repo',
  'on-incomplete': '--on-incomplete=warn',
  report: '--report sarif=npq.sarif',
  'summary-file': '--summary-file npq.jsonl',
  base: '--base origin/main',
};

/** `sarif`, or `sarif=npq.sarif`. */
export function wantedReport(text: string, cwd: string): WantedReport {
  const [, name = '', file] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  const format = reportFormats.find((one) => one === name);
  if (format === undefined || file === '') {
    const guess = nearest(name, reportFormats);
    throw new NpqError('usage', {
      message: `Expected --report to name a format, and perhaps a file behind it, found ${JSON.stringify(text)}.${guess === undefined ? '' : ` Did you mean ${guess}?`}`,
      hint: `Name one of: ${reportFormats.join(', ')}. For example: ${examples['report']}`,
    });
  }
  return file === undefined ? { format } : { format, file: resolve(cwd, file) };
}
