import type { Hook } from '../hooks.ts';

/** A hostile package may make a ring of scripts, or a thousand of them. */
const mostCommands = 16;
const mostWords = 2_000;
const runner = /^(?:npm|yarn|pnpm|bun|npm-run-all2?|run-s|run-p|run|wireit|nps)(?:\.cmd)?$/;

/** A hook's command, and those of the scripts that it runs by `npm run` and the like, under the hook's name. */
export function withNestedScripts(
  hook: Hook,
  scripts: ReadonlyMap<string, string>,
): readonly { readonly event: string; readonly command: string }[] {
  const commands = [hook.command];
  for (let step = 0; step < commands.length && commands.length < mostCommands; step += 1) {
    const words = (commands[step] ?? '').split(/[\s"'`&|;()]+/, mostWords);
    if (!words.some((word) => runner.test(word))) continue;
    for (const name of words.flatMap((word) => [`pre${word}`, word, `post${word}`])) {
      const inner = scripts.get(name);
      if (inner !== undefined && !commands.includes(inner)) commands.push(inner);
    }
  }
  return commands.slice(0, mostCommands).map((command) => ({ event: hook.event, command }));
}
