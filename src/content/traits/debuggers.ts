import type { Sweep } from './matcher.ts';

/** A debugger runs whatever it is told, and asks nobody who he is. */

const mostCharacters = 64_000;
export const byDebugger = 'by whoever reaches its debugger';

const everywhere = String.raw`['"\`](?:0\.0\.0\.0|\[?::\]?|0{1,4}(?::0{1,4}){7}|::0|0)['"\`]`;
const away =
  /(?:(?<![\w$.])fetch|\.sendBeacon|\bhttps?\b['"`)\s]{0,6}\.(?:get|request)|\baxios(?:\.\w{3,5})?|\bgot(?:\.\w{3,5})?|\.send|\.write|\.end|\.resolve\w{0,6}|\.lookup)\s{0,4}\(/;
const foreign =
  /(?:\b(?:https?|wss?):\/\/|\bhost(?:name)?['"]?\s{0,4}[:=]\s{0,4}['"`])(?!localhost|127\.|0\.0\.0\.0|\[|chrome|devtools|(?:[\w-]{1,30}\.){0,3}(?:nodejs|mozilla|github|google|chromium)\.(?:org|com))[\w-]{1,63}(?:\.(?:[\w-]{1,63}|\$\{[^}]{1,60}\}[\w-]{0,40})){1,6}/;

/** Opened for all the network, or opened and its address, with the secret in it, told to somebody. */
const opensDebugger: Sweep = {
  kind: 'told-from-outside',
  anchors: ["inspector'", 'inspector"', 'inspector`', "inspector/promises'", 'inspector/promises"'],
  sweep: ({ code }) => {
    if (code.length > mostCharacters) return [];
    const module = /['"`](?:node:)?inspector(?:\/promises)?['"`]/.exec(code);
    if (module === null) return [];
    const open =
      /(?:\?\.|\.|\[['"`]|(?<![\w$.]))(?:open|openInspector)['"`\]]{0,2}\s{0,4}(?:\.(?:call|apply)\s{0,4})?\(/g;
    for (const match of [...code.matchAll(open)].slice(0, 8)) {
      const given = code.slice(match.index + match[0].length, match.index + match[0].length + 240);
      const [, host] =
        /^[^;,]{0,80}?,\s{0,4}(?:[^;,)]{0,40}(?:\|\||\?\?|\?)\s{0,4})?([^;,)]{1,60})/.exec(given) ?? [];
      if (host === undefined) continue;
      if (new RegExp(everywhere).test(host) || isEverywhere(host.trim(), code))
        return [{ index: match.index, what: byDebugger }];
    }
    const opens = /\.open\s{0,4}\(|\{[^{}]{0,60}\bopen\b[^{}]{0,60}\}\s{0,4}(?:=|from\b)/.exec(code);
    const told =
      /(?<![\w$])(?:inspector|[\w$]{1,20})\.url\s{0,4}\(\s{0,4}\)|\{[^{}]{0,60}\burl\b[^{}]{0,60}\}\s{0,4}(?:=\s{0,4}require\s{0,4}\(|from)\s{0,4}['"`](?:node:)?inspector/.exec(
        code,
      );
    if (opens === null || told === null || !foreign.test(code) || !away.test(code)) return [];
    return [{ index: told.index, what: byDebugger }];
  },
};

/** By way of a name, or the address that others see. */
function isEverywhere(host: string, code: string): boolean {
  const [held] = /^[A-Za-z_$][\w$]{0,40}(?:\.[A-Za-z_$][\w$]{0,40})?/.exec(host) ?? [];
  if (held === undefined) return false;
  const last = (held.split('.').at(-1) ?? held).replaceAll('$', String.raw`\$`);
  return new RegExp(
    String.raw`(?<![\w$])${last}['"]?\s{0,4}[:=](?!=)\s{0,4}(?:${everywhere}|[^;\n]{0,80}\bnetworkInterfaces\s{0,4}\()`,
  ).test(code);
}

export const debuggerSweeps: readonly Sweep[] = [opensDebugger];
