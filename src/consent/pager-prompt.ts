import { createPrompt, useKeypress, useState } from '@inquirer/core';
import type { Terminal } from '../host/host.ts';
import { drawn, type Key, moved, type Page, roomIn, type Sight } from './pager.ts';

interface Config {
  readonly pages: readonly Page[];
  readonly terminal: Pick<Terminal, 'rows' | 'columns'>;
}

const first: Sight = { page: 0, top: 0 };

/** As a question of inquirer's, so that it draws, clears and gives the terminal back like all others. */
export const pager = createPrompt<undefined, Config>(({ pages, terminal }, done) => {
  const [sight, setSight] = useState(first);
  useKeypress((key: Key, line) => {
    // Letters are keys here and no text.
    line.clearLine(0);
    const next = moved(sight, key, pages, roomIn(terminal));
    if (next === undefined) done(undefined);
    else if (next.page !== sight.page || next.top !== sight.top) setSight(next);
  });
  return drawn(sight, pages, terminal);
});
