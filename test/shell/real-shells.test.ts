import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type CompletingShell,
  completingShells,
  completionScript,
} from '../../src/shell/completion-scripts.ts';
import { aliasLines, pathLines } from '../../src/shell/lines.ts';
import { folderOfTest } from './folder.ts';

/** What npq prints for shells, read by those shells. */
const shells = completingShells.map((shell) => {
  const there = spawnSync(shell, ['-c', 'exit 0']).status === 0;
  return [there ? shell : `${shell}, which is not on this machine`, shell, there] as const;
});

/** A folder with programs that say how they were called. */
function programs(...names: readonly string[]): string {
  const folder = join(folderOfTest(), "bin with 'quotes'");
  mkdirSync(folder);
  for (const name of names) {
    writeFileSync(join(folder, name), `#!/bin/sh\nprintf '%s' "${name}"; printf ' [%s]' "$@"; echo\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

function run(shell: CompletingShell, text: string, folder: string): readonly string[] {
  const file = join(folderOfTest(), 'script');
  // Bash takes aliases only where somebody types, or where it is told to.
  writeFileSync(file, shell === 'bash' ? `shopt -s expand_aliases\n${text}` : text);
  const { stdout, stderr } = spawnSync(shell, shell === 'zsh' ? ['-f', file] : [file], {
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: folderOfTest(), TERM: 'dumb' },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

describe.each(shells)('%s', (_name, shell, there) => {
  it.skipIf(!there)('takes npm for npq, and a manager only where it is', () => {
    const folder = programs('npq', 'npqx', 'yarn');
    const typed = ['npm run x -- --deep "two words"', 'npx -y tool', 'yarn add x'].join('\n');
    expect(run(shell, `${aliasLines(shell).join('\n')}\n${typed}\n`, folder)).toEqual([
      'npq [with] [npm] [run] [x] [--] [--deep] [two words]',
      'npqx [-y] [tool]',
      'npq [with] [yarn] [add] [x]',
    ]);
  });

  it.skipIf(!there)('puts the folder of the shims first in PATH, whatever is in its name, and once', () => {
    const folder = programs('npm');
    const line = pathLines(shell, folder).join('\n');
    const print = shell === 'fish' ? 'printf "%s\\n" $PATH' : 'echo "$PATH" | tr : "\\n"';
    expect(run(shell, `${line}\n${line}\n${print}\nnpm\n`, '/nowhere')).toEqual([
      ...[folder, '/nowhere', '/usr/bin', '/bin'],
      'npm []',
    ]);
  });

  it.skipIf(!there)('asks npq for words as npm is asked, and offers what it answers', () => {
    const folder = folderOfTest();
    writeFileSync(
      join(folder, 'npq'),
      '#!/bin/sh\nprintf "%s\\n" "asked-$COMP_CWORD" "line:$COMP_LINE" "$@" | tr " " "_"\n',
    );
    chmodSync(join(folder, 'npq'), 0o755);
    const ask: Record<CompletingShell, string> = {
      bash: `COMP_WORDS=(npq wai); COMP_CWORD=1; COMP_LINE='npq wai'; COMP_POINT=7
        _npq_completion; printf '%s\\n' "\${COMPREPLY[@]}"`,
      // Only within a completion there is compadd.
      zsh: `compadd () { shift; print -l -- "$@" }; words=(npq wai); CURRENT=2; BUFFER='npq wai'; _npq_completion`,
      fish: "complete -C 'npq wai'",
    };
    const offered = run(shell, `${completionScript(shell)}\n${ask[shell]}\n`, folder);
    const all = ['asked-1', 'line:npq_wai', 'completion', '--', 'npq', 'wai'];
    // fish leaves out by itself what the word cannot become.
    expect(offered).toEqual(shell === 'fish' ? ['wai'] : all);
  });
});
