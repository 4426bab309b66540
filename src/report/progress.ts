import type { Clock, Terminal } from '../host/host.ts';
import { forTerminal } from './sanitize.ts';
import { cutToColumns } from './width.ts';
import { formatNumber } from './words.ts';

export interface Progress {
  /** What is being done now: `planning the tree`. Starts without a count. */
  stage(text: string): void;
  count(done: number, total?: number): void;
  /** The count with a bar before it and what is counted after it. */
  bar(done: number, total: number | undefined, unit: string): void;
  /** A line of its own that stays, on a pipe too. */
  log(text: string): void;
  /** Clears the line; everything after it does nothing. To be called before anything else is printed. */
  stop(): void;
}

const redrawMs = 100;
const clearLine = '\r\u001B[2K';

/**
 * One line on a live terminal's stderr that says what takes so long; on a pipe nothing. It never hides the
 * cursor, so a process that dies here leaves a word too many and no harm.
 */
export function startProgress(
  terminal: Pick<Terminal, 'live' | 'err' | 'columns'>,
  clock: Pick<Clock, 'monotonicMs' | 'every'>,
): Progress {
  let text = '';
  let numbers = '';
  let drawn = '';
  let drawnAt = Number.NEGATIVE_INFINITY;
  let running = true;

  const clear = () => {
    if (drawn !== '') terminal.err(clearLine);
    drawn = '';
  };
  const draw = () => {
    if (!running || !terminal.live || text === '') return;
    const now = clock.monotonicMs();
    if (now - drawnAt < redrawMs) return;
    // The last column stays free: a full line would wrap and could not be cleared.
    const line = cutToColumns(`npq  ${text}${numbers}`, Math.max(1, terminal.columns - 1));
    if (line === drawn) return;
    terminal.err(`${clearLine}${line}`);
    drawn = line;
    drawnAt = now;
  };
  const endTicks = terminal.live ? clock.every(redrawMs, draw) : () => {};

  return {
    stage(next) {
      text = forTerminal(next, { maxLength: 200 });
      numbers = '';
      draw();
    },
    count(done, total) {
      numbers = ` ${formatNumber(done)}${total === undefined ? '' : ` of ${formatNumber(total)}`}`;
      draw();
    },
    bar(done, total, unit) {
      const share = total === undefined ? '' : ` ${drawnBar(done / Math.max(1, total))}`;
      numbers = `${share} ${formatNumber(done)}${total === undefined ? '' : ` of ${formatNumber(total)}`} ${unit}`;
      draw();
    },
    log(line) {
      if (!running) return;
      clear();
      terminal.err(`${forTerminal(line)}\n`);
      drawnAt = Number.NEGATIVE_INFINITY;
      draw();
    },
    stop() {
      if (!running) return;
      running = false;
      endTicks();
      clear();
    },
  };
}

const barColumns = 20;

function drawnBar(share: number): string {
  const full = Math.round(Math.min(1, share) * barColumns);
  return `${'━'.repeat(full)}${'╌'.repeat(barColumns - full)}`;
}
