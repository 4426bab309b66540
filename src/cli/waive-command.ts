import type { Command } from 'commander';
import type { Host } from '../host/host.ts';
import type { TypedWaiver } from '../waive/request.ts';

export interface WaiveActions {
  waive(host: Host, words: TypedWaiver, file: string | undefined): Promise<number>;
  unwaive(
    host: Host,
    words: Pick<TypedWaiver, 'package' | 'check'>,
    file: string | undefined,
  ): Promise<number>;
  listWaivers(host: Host): Promise<number>;
}

type Options = Omit<TypedWaiver, 'package' | 'check'> & {
  readonly file?: string;
  readonly list?: boolean;
  readonly remove?: boolean;
};

export function addWaive(
  program: Command,
  host: Host,
  actions: WaiveActions,
  ended: (exitCode: number) => void,
): void {
  program
    .command('waive')
    .description('excuse what was found about a package, for a reason and until a day')
    .argument('[package]', 'with the versions that are meant: esbuild@0.25.9')
    .argument('[check]', 'id of the check that found it')
    .option('--reason <text>', 'why, for those who read it later')
    .option('--until <day>', 'the last day on which it counts: 2027-01-31, or 90d from today')
    .option('--by <name>', 'who answers for it; your git user by default')
    .option('--severity <severity>', 'the worst that it excuses; that of today by default')
    .option('--file <whose>', 'project (default) or user: whose npq.json it is written to')
    .option('--list', 'show all waivers, and whether they count today')
    .option('--remove', 'take the waiver for these versions and this check away')
    .action(async (spec: string | undefined, check: string | undefined, options: Options) => {
      const { file, list, remove, ...words } = options;
      const named = { package: spec, check };
      if (list === true) ended(await actions.listWaivers(host));
      else if (remove === true) ended(await actions.unwaive(host, named, file));
      else ended(await actions.waive(host, { ...named, ...words }, file));
    });
}
