import { type Program, programOf } from './program.ts';
import { readShell, type SimpleCommand } from './shell.ts';

export const managers = /^(?:npm|yarn|yarnpkg|pnpm|bun|npm-run-all2?|run-[sp]|concurrently|wsrun|lerna)$/;
const mostScripts = 64;

/** It runs scripts of a package.json, or installs what one asks for. */
export function runsScripts({ words }: SimpleCommand, program: Program): boolean {
  const byNode = program.name === 'node' && program.args.some((arg) => arg.startsWith('--run'));
  return byNode || managers.test(program.name) || words.some((word) => word.includes('npm_execpath'));
}

/** The scripts that it names, each with what npm runs before and after it. */
export function scriptsRunBy(
  one: SimpleCommand,
  program: Program,
  scripts: ReadonlyMap<string, string>,
): readonly string[] {
  if (!runsScripts(one, program)) return [];
  const named = program.args
    .map((arg) => arg.replace(/^--run=|^npm:/, ''))
    .flatMap((arg) => matching(arg, scripts))
    .slice(0, mostScripts);
  return named.flatMap((name) => [`pre${name}`, name, `post${name}`]).filter((event) => scripts.has(event));
}

/** `build:*` names all that begin so. */
function matching(word: string, scripts: ReadonlyMap<string, string>): readonly string[] {
  if (scripts.has(word)) return [word];
  const star = word.indexOf('*');
  if (star <= 0) return [];
  return [...scripts.keys()].filter((name) => name.startsWith(word.slice(0, star)));
}

/** A command with all that it runs by way of `scripts`, each once. */
export function withInnerScripts(command: string, scripts: ReadonlyMap<string, string>): readonly string[] {
  const found = new Set([command]);
  for (const each of found) {
    for (const one of readShell(each).commands) {
      for (const event of scriptsRunBy(one, programOf(one), scripts)) {
        const inner = scripts.get(event);
        if (inner !== undefined && found.size < mostScripts) found.add(inner);
      }
    }
  }
  return [...found];
}
