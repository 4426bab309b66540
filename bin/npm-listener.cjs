'use strict';
// Required into the npm that npq runs, before npm itself: of a file that it could not write npm only warns, and
// then ends with 0. npm prints to the user's own terminal, where nobody else can read it.
let heard = false;

function tell(message) {
  // Where npq was killed nobody is left to be told, and npm goes on without.
  if (process.connected) process.send(message, () => undefined);
}

process.on('log', (_level, prefix, code, why, more) => {
  if (!heard) tell({ kind: 'listening' });
  heard = true;
  if (prefix === 'tar' && code === 'TAR_ENTRY_ERROR') {
    tell({ kind: 'unwritten', why: String(why), folder: String(more?.cwd ?? '') });
  }
});
