import { isDeepStrictEqual } from 'node:util';
import { dangerousKeys } from './dangerous-keys.ts';
import { holdsCredential, showKey, showValue, showYours, variablesIn } from './display.ts';
import { harmlessForeignKeys, harmlessKeys } from './harmless-keys.ts';
import type { Sides } from './layers.ts';

/** One line of the project's file. */
export interface Setting {
  /** As npm uses it, variables replaced; equal to `written` where there are none. */
  readonly key: string;
  readonly value: unknown;
  readonly writtenKey: string;
  /** Undefined where npq does not find in the file what npm read from it. */
  readonly writtenValue: unknown;
}

export interface KeyJudgement {
  readonly kind: 'harmless' | 'no-effect' | 'dangerous';
  /** What it changes and why it counts or does not, in a full sentence. */
  readonly text: string;
  /** Its value names a program or file, whose content then is part of what is agreed to. */
  readonly namesFile: boolean;
}

/** What one setting of the project could do to this user. */
export function judgeKey(setting: Setting, sides: Sides): KeyJudgement {
  const { key, value, writtenKey, writtenValue } = setting;
  const shown = `${showKey(writtenKey)} = ${showValue(writtenKey, writtenValue)}`;
  const variables = [...new Set([...variablesIn(writtenKey), ...variablesIn(writtenValue)])];
  const judged = (kind: KeyJudgement['kind'], what: string, namesFile = false): KeyJudgement => ({
    kind,
    text: `${shown}: ${what}.`,
    namesFile,
  });

  const overriddenBy = sides.overriddenBy(key);
  if (overriddenBy !== undefined) {
    return judged('no-effect', `no effect, ${overriddenBy} sets it too`);
  }
  const yours = sides.yours(key);
  if (yours !== undefined && isDeepStrictEqual(value, yours)) {
    return judged('no-effect', 'no effect, it is what you have anyway');
  }
  const danger = dangerOf(setting, sides);
  if (danger !== undefined) {
    const names = variables.map((name) => `; the value of your variable ${name} would go into it`);
    return judged('dangerous', `${danger.what}${names.join('')}`, danger.namesFile);
  }
  if (variables.length > 0) {
    return judged('dangerous', `it takes ${variables.join(', ')} from your environment`);
  }
  if (sides.known(key)) return judged('harmless', 'counts, it weakens nothing');
  return reachesScripts(key, value)
    ? judged('harmless', 'npm does not know it, and hands it to install scripts')
    : judged('harmless', 'npm does not use it');
}

interface Danger {
  readonly what: string;
  readonly namesFile: boolean;
}

function dangerOf({ key, value, writtenValue }: Setting, sides: Sides): Danger | undefined {
  const shown = showValue(key, writtenValue);
  if (/^\/\//.test(key)) return hostDanger(key);
  if (/@.*:registry$/i.test(key)) {
    const scope = showKey(key.slice(0, -':registry'.length));
    const now = sides.yours(key) ?? sides.yours('registry');
    return plainDanger(`packages of ${scope} would come from ${shown} (now: ${showYours(now)})`);
  }
  const name = sides.known(key) ? key : canonical(key);
  const rule = Object.hasOwn(dangerousKeys, name) ? dangerousKeys[name] : undefined;
  if (rule !== undefined) {
    if (rule.harmlessWhen?.(value, sides.yours)) return undefined;
    const namesFile = rule.names === 'file' || rule.names === 'program';
    if (name === 'registry') {
      return plainDanger(`all packages would come from ${shown} (now: ${showYours(sides.yours(name))})`);
    }
    if (rule.names === 'address') {
      return plainDanger(`${rule.could} (now: ${showYours(sides.yours(name))})`);
    }
    return { what: rule.could, namesFile };
  }
  if (sides.known(key)) {
    return harmlessKeys.has(key)
      ? undefined
      : plainDanger('npm knows it and this npq does not, so it cannot say what would happen');
  }
  return foreignDanger(key, name, value);
}

/** `//host/path/:key`, what npm sends to that host alone. */
function hostDanger(key: string): Danger | undefined {
  if (/:(email|always-auth)$/i.test(key)) return undefined;
  const host = showKey(key.replace(/^\/\//, '').replace(/\/?:[^:]*$/, ''));
  if (/:(certfile|keyfile)$/i.test(key)) {
    return { what: `${host} would be shown a certificate that is not yours`, namesFile: true };
  }
  return plainDanger(`requests to ${host} would carry this credential in place of yours`);
}

/**
 * npm puts every setting, known or not, into the environment of scripts as `npm_config_…`. node-gyp starts
 * what `python` names, and many packages download a program from what `<name>_binary_host` names.
 */
function foreignDanger(key: string, name: string, value: unknown): Danger | undefined {
  if (holdsCredential(key)) return plainDanger('requests could be sent in a name that is not yours');
  if (!reachesScripts(key, value) || harmlessKeys.has(name) || harmlessForeignKeys.has(name))
    return undefined;
  if (/^(true|false|null|undefined|[\d.,\s]*)$/.test(String(value))) return undefined;
  return plainDanger(
    `install scripts are told it as npm_config_${environmentName(key)}, and some start or download what it names`,
  );
}

function reachesScripts(key: string, value: unknown): boolean {
  return !/^[/@_]/.test(key) && (typeof value !== 'object' || value === null || Array.isArray(value));
}

function plainDanger(what: string): Danger {
  return { what, namesFile: false };
}

/** An npm that a script starts reads `Script_Shell` from its environment as `script-shell`. */
function canonical(key: string): string {
  return key.toLowerCase().replace(/(?!^)_/g, '-');
}

function environmentName(key: string): string {
  return showKey(key).replaceAll('-', '_').toLowerCase();
}
