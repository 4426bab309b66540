import { quoted, type ShellName } from './shells.ts';

/** What stands for which command of a person, and whether it is taken over only where it is there. */
export const standIns = [
  { name: 'npm', words: ['npq', 'with', 'npm'], always: true },
  { name: 'npx', words: ['npqx'], always: true },
  { name: 'pnpm', words: ['npq', 'with', 'pnpm'], always: false },
  { name: 'yarn', words: ['npq', 'with', 'yarn'], always: false },
  { name: 'bun', words: ['npq', 'with', 'bun'], always: false },
] as const;

/** For a shell's own file: whatever is typed there as npm is npq. */
export function aliasLines(shell: ShellName): readonly string[] {
  return standIns.flatMap(({ name, words, always }) => {
    const line = aliasLine(shell, name, words.join(' '));
    return always ? [line] : [onlyWhereThere(shell, name, line)];
  });
}

function aliasLine(shell: ShellName, name: string, words: string): string {
  switch (shell) {
    case 'bash':
    case 'zsh':
      return `alias ${name}='${words}'`;
    case 'fish':
      return `function ${name}; command ${words} $argv; end`;
    case 'powershell':
      // A function would swallow the first -- of a command line, and npm's scripts need theirs.
      if (name === 'npm') return 'Set-Alias -Scope Global -Name npm -Value npq';
      return words.includes(' ')
        ? `function global:${name} { ${words} @args }`
        : `Set-Alias -Scope Global -Name ${name} -Value ${words}`;
  }
}

function onlyWhereThere(shell: ShellName, name: string, line: string): string {
  switch (shell) {
    case 'bash':
    case 'zsh':
      return `if command -v ${name} >/dev/null 2>&1; then ${line}; fi`;
    case 'fish':
      return `type -q ${name}; and ${line}`;
    case 'powershell':
      return `if (Get-Command ${name} -ErrorAction Ignore) { ${line} }`;
  }
}

/** Puts the folder of the shims first in PATH, and again where something came before it meanwhile. */
export function pathLines(shell: ShellName, folder: string): readonly string[] {
  const word = quoted(shell, folder);
  switch (shell) {
    case 'bash':
    case 'zsh':
      return [`case "$PATH:" in ${word}:*) ;; *) PATH=${word}:"$PATH"; export PATH ;; esac`];
    case 'fish':
      return [`if test "$PATH[1]" != ${word}; set -gx PATH ${word} $PATH; end`];
    case 'powershell':
      return [
        `if (($env:PATH -split [IO.Path]::PathSeparator)[0] -ne ${word}) { $env:PATH = ${word} + [IO.Path]::PathSeparator + $env:PATH }`,
      ];
  }
}
