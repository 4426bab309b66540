import type { Command } from 'commander';
import type { Host } from '../host/host.ts';

export interface VerifyActions {
  verify(host: Host, look: { readonly json: boolean; readonly verbose: boolean }): Promise<number>;
}

export function addVerify(
  program: Command,
  host: Host,
  actions: VerifyActions,
  ended: (exitCode: number) => void,
): void {
  program
    .command('verify')
    .description('node_modules on the disk against what was vetted, file by file')
    .option('--json', 'as one JSON document, with every place')
    .option('--npq-verbose', 'without limits')
    .action(async ({ json, npqVerbose }: { readonly json?: boolean; readonly npqVerbose?: boolean }) => {
      ended(await actions.verify(host, { json: json === true, verbose: npqVerbose === true }));
    });
}
