import type { Command } from 'commander';
import type { Host } from '../host/host.ts';

interface ProfileOptions {
  readonly write: boolean;
  readonly remove: boolean;
  readonly file: string | undefined;
}

export interface ShellActions {
  alias(host: Host, shell: string | undefined, options: ProfileOptions): Promise<number>;
  installShims(
    host: Host,
    options: Omit<ProfileOptions, 'remove'> & { readonly shell: string | undefined },
  ): Promise<number>;
  removeShims(host: Host, file: string | undefined): Promise<number>;
  showShims(host: Host): Promise<number>;
  /** The script that has a shell ask npq for words. */
  completionScript(shell: string): Promise<string>;
}

interface Options {
  readonly write?: boolean;
  readonly remove?: boolean;
  readonly file?: string;
  readonly shell?: string;
}

/** What has a person's shell, scripts and editors meet npq where they say npm. */
export function addShellCommands(
  program: Command,
  host: Host,
  actions: ShellActions,
  ended: (exitCode: number) => void,
): void {
  program
    .command('alias')
    .description('lines for your shell after which npm is npq')
    .argument('[shell]', 'bash, zsh, fish or powershell')
    .option('--write', 'put them, once, into the file that your shell reads')
    .option('--remove', 'take them out of it again')
    .option('--file <path>', 'another file than the usual one')
    .action(async (shell: string | undefined, { write, remove, file }: Options) => {
      ended(await actions.alias(host, shell, { write: write === true, remove: remove === true, file }));
    });
  const shims = program
    .command('shims')
    .description('programs called npm and npx that are npq, for scripts, editors and agents');
  shims
    .command('install')
    .description('write them, and print the line that puts them first in PATH')
    .option('--write', 'put that line into the file that your shell reads')
    .option('--shell <name>', 'bash, zsh, fish or powershell; by default the one in SHELL')
    .option('--file <path>', 'another file than the usual one')
    .action(async ({ write, shell, file }: Options) => {
      ended(await actions.installShims(host, { write: write === true, shell, file }));
    });
  shims
    .command('remove')
    .description('take them away, and the line out of the files that shells read')
    .option('--file <path>', 'that file too')
    .action(async ({ file }: Options) => ended(await actions.removeShims(host, file)));
  shims
    .command('status')
    .description('what npm, npx and the others lead to here')
    .action(async () => ended(await actions.showShims(host)));
  program
    .command('completion')
    .description("words of npm's and of npq's own at the Tab key")
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => host.terminal.out(await actions.completionScript(shell)));
}
