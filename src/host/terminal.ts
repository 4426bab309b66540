import type { Terminal } from './host.ts';

const fallbackColumns = 80;
const fallbackRows = 24;

/** Node opens a stream where it is first asked for; for what npm then does alone npq opens none of them. */
export function nodeTerminal(nodeProcess: NodeJS.Process): Terminal {
  return {
    out: (text) => {
      nodeProcess.stdout.write(text);
    },
    err: (text) => {
      nodeProcess.stderr.write(text);
    },
    get interactive() {
      return Boolean(nodeProcess.stdin.isTTY && nodeProcess.stderr.isTTY);
    },
    get live() {
      return Boolean(nodeProcess.stderr.isTTY) && !isLinear(nodeProcess);
    },
    get columns() {
      return nodeProcess.stderr.columns || fallbackColumns;
    },
    get rows() {
      return nodeProcess.stderr.rows || fallbackRows;
    },
    get colorLevel() {
      return colorLevel(nodeProcess);
    },
    get input() {
      return nodeProcess.stdin;
    },
    get questions() {
      return nodeProcess.stderr;
    },
  };
}

/** Screen readers have a terminal like any other: ACCESSIBLE is how their users say that nothing is to be redrawn. */
function isLinear({ env }: NodeJS.Process): boolean {
  return env['TERM'] === 'dumb' || Boolean(env['ACCESSIBLE']);
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
