import { posix, win32 } from 'node:path';
import { NpqError } from '../errors.ts';
import type { Env } from '../host/host.ts';
import { nearest } from '../model/nearest.ts';

export const shellNames = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type ShellName = (typeof shellNames)[number];

export function requireShell(text: string | undefined, command: string): ShellName {
  const found = shellNames.find((one) => one === text);
  if (found !== undefined) return found;
  const guess = text === undefined ? undefined : nearest(text, shellNames);
  const didYouMean = guess === undefined ? '' : ` Did you mean ${guess}?`;
  throw new NpqError('usage', {
    message: `Expected one of ${shellNames.join(', ')}, found ${text === undefined ? 'none' : JSON.stringify(text.slice(0, 100))}.${didYouMean}`,
    hint: `Name the shell, as in: ${command} ${guess ?? 'bash'}`,
  });
}

/** By what SHELL says; undefined where it is another one. */
export function usualShell({ vars, platform }: Pick<Env, 'vars' | 'platform'>): ShellName | undefined {
  const name = posix.basename(vars['SHELL'] ?? '').replace(/\.exe$/, '');
  const found = shellNames.find((one) => one === name);
  if (found !== undefined || platform !== 'win32') return found;
  return 'powershell';
}

/**
 * The file that each new interactive shell reads. On Windows nobody can tell where PowerShell's lies: the folder
 * for documents may have been moved anywhere.
 */
export function profileOf(
  shell: ShellName,
  { vars, home, platform }: Pick<Env, 'vars' | 'home' | 'platform'>,
): string | undefined {
  const path = platform === 'win32' ? win32 : posix;
  const named = (variable: string) => {
    const value = vars[variable];
    return value && path.isAbsolute(value) ? value : undefined;
  };
  const below = (...steps: readonly string[]) => (home ? path.join(home, ...steps) : undefined);
  const config = named('XDG_CONFIG_HOME') ?? below('.config');
  switch (shell) {
    case 'bash':
      return below('.bashrc');
    case 'zsh': {
      const folder = named('ZDOTDIR') ?? home;
      return folder ? path.join(folder, '.zshrc') : undefined;
    }
    case 'fish':
      return config && path.join(config, 'fish', 'config.fish');
    case 'powershell':
      if (platform === 'win32') return undefined;
      return config && path.join(config, 'powershell', 'Microsoft.PowerShell_profile.ps1');
  }
}

/** One word of this shell, whatever stands in it. */
export function quoted(shell: ShellName, text: string): string {
  switch (shell) {
    case 'bash':
    case 'zsh':
      return `'${text.replaceAll("'", `'\\''`)}'`;
    case 'fish':
      return `'${text.replaceAll('\\', '\\\\').replaceAll("'", `\\'`)}'`;
    case 'powershell':
      return `'${text.replaceAll("'", "''")}'`;
  }
}
