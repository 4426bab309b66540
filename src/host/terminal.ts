import type { Terminal } from './host.ts';

const fallbackColumns = 80;
const fallbackRows = 24;

export function nodeTerminal(nodeProcess: NodeJS.Process): Terminal {
  const { stdin, stdout, stderr, env } = nodeProcess;
  // Screen readers have a terminal like any other: ACCESSIBLE is how their users say that nothing is to be redrawn.
  const linear = env['TERM'] === 'dumb' || Boolean(env['ACCESSIBLE']);
  return {
    out: (text) => {
      stdout.write(text);
    },
    err: (text) => {
      stderr.write(text);
    },
    interactive: Boolean(stdin.isTTY && stderr.isTTY),
    live: Boolean(stderr.isTTY) && !linear,
    get columns() {
      return stderr.columns || fallbackColumns;
    },
    get rows() {
      return stderr.rows || fallbackRows;
    },
    colorLevel: colorLevel(nodeProcess),
    input: stdin,
    questions: stderr,
  };
}

/** https://no-color.org and FORCE_COLOR, then what the terminal says of itself. */
function colorLevel({ env, stderr }: NodeJS.Process): Terminal['colorLevel'] {
  if (env['NO_COLOR']) return 0;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) {
    if (forced === '0' || forced === 'false') return 0;
    return forced === '2' ? 2 : forced === '3' ? 3 : 1;
  }
  if (!stderr.isTTY) return 0;
  const depth = stderr.getColorDepth(env);
  return depth >= 24 ? 3 : depth >= 8 ? 2 : depth >= 4 ? 1 : 0;
}
