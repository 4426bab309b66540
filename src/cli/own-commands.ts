import type { Host } from '../host/host.ts';
import { addDiff, type DiffRequest, readDiff } from './diff-command.ts';
import { addCheckHelp, addExamples, helpWanted } from './own-help.ts';
import { addShellCommands, type ShellActions } from './shell-commands.ts';
import { addVerify, type VerifyActions } from './verify-command.ts';
import { addWaive, type WaiveActions } from './waive-command.ts';

/** Sub-commands of npm's own `npm trust`; with one of them the user means npm's. */
const npmTrustWords = new Set(['github', 'gitlab', 'circleci', 'list', 'ls', 'revoke']);

/**
 * True where the command line is for npq itself. `trust`, `explain` and `diff` are npm's words too: npq takes only
 * the forms that mean nothing to npm.
 */
export function isOwnCommand(args: readonly string[], checkIds: ReadonlySet<string>): boolean {
  const [first, second] = args;
  if (first === undefined || first === '--version') return true;
  if (args.length === 1 && (first === '--help' || first === '-h' || first === 'help')) return true;
  if (helpWanted(args) !== undefined) return true;
  // No npm has one of these, in full or as an abbreviation.
  if (first === 'db' || first === 'policy' || first === 'waive' || first === 'with') return true;
  if (first === 'alias' || first === 'shims' || first === 'verify') return true;
  if (first === 'diff') return readDiff(args) !== undefined;
  // Alone, and with the words that a shell asks about, it is npm's.
  if (first === 'completion') return args.length === 2 && /^\w+$/.test(second ?? '');
  if (first === 'trust') return second === undefined || !npmTrustWords.has(second);
  // To npm's doctor a word that is none of its own means nothing at all: it looks at nothing, and all is well.
  if (first === 'doctor') return second === 'npq';
  if (first === 'explain' && args.length === 1) return true;
  if (first === 'explain') return args.length === 2 && second !== undefined && checkIds.has(second);
  return false;
}

export interface OwnActions extends WaiveActions, ShellActions, VerifyActions {
  version(): string;
  trust(host: Host, files: readonly string[]): Promise<number>;
  /** Without a check: the list of them. */
  explain(check: string | undefined, columns: number): Promise<string>;
  policy(host: Host, look: { readonly json: boolean; readonly verbose: boolean }): Promise<number>;
  updateDatabase(host: Host): Promise<number>;
  showDatabase(host: Host, json: boolean): Promise<number>;
  doctor(host: Host, json: boolean): Promise<number>;
  diff(host: Host, wanted: DiffRequest): Promise<number>;
  /** The whole command line, `with` included: what follows the manager's name is the manager's. */
  with(host: Host, args: readonly string[]): Promise<number>;
}

/** npq's own command line. npm's verbs never come here: npm's grammar reads them. */
export async function runOwnCommand(host: Host, actions: OwnActions): Promise<number> {
  const { Command, CommanderError } = await import('commander');
  let exitCode = 0;
  const program = new Command('npq')
    .description('Vets the packages that npm would install, before npm installs them.')
    .usage('install <packages…> [npm options] [npq options]')
    .helpCommand(false)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      ...{ writeOut: host.terminal.out, writeErr: host.terminal.err },
      getOutHelpWidth: () => Math.max(narrowest, Math.min(host.terminal.columns, widest)),
    })
    .version(actions.version(), '--version', "npq's own version (npq -v prints npm's)")
    .addHelpText('after', helpText);
  addCheckHelp(program);
  program
    .command('trust')
    .description("look at the settings in this project's .npmrc and npq.json and agree to them")
    .argument('[files...]', 'files to agree to; the project’s .npmrc and npq.json by default')
    .option('--non-interactive', 'ask nothing: end with 78 where an agreement is missing')
    .action(async (files: string[]) => {
      exitCode = await actions.trust(host, files);
    });
  program
    .command('explain')
    .description('what a check looks for, what it needs, and what leaves this machine')
    .argument('[check]', 'its id; without one, the list of all')
    .action(async (check: string | undefined) => {
      host.terminal.out(`${await actions.explain(check, host.terminal.columns)}\n`);
    });
  program
    .command('policy')
    .description('what decides in this folder, each value with whose word it is')
    .option('--json', 'as one JSON document')
    .option('--npq-verbose', 'options that nobody has changed, too')
    .action(async ({ json, npqVerbose }: { readonly json?: boolean; readonly npqVerbose?: boolean }) => {
      exitCode = await actions.policy(host, { json: json === true, verbose: npqVerbose === true });
    });
  const db = program.command('db').description('known vulnerabilities and malware, kept on this machine');
  db.command('update')
    .description('fetch what OSV knows of npm packages, or what changed in it since the last time')
    .action(async () => {
      exitCode = await actions.updateDatabase(host);
    });
  db.command('status')
    .description('how much it knows, how old that is, and whether the file is whole')
    .option('--json', 'as one JSON document')
    .action(async (options: { readonly json?: boolean }) => {
      exitCode = await actions.showDatabase(host, options.json === true);
    });
  const ended = (code: number) => {
    exitCode = code;
  };
  addWaive(program, host, actions, ended);
  addShellCommands(program, host, actions, ended);
  addVerify(program, host, actions, ended);
  program
    .command('doctor')
    .description('whether npq can do its work here: npm, registry, services, keys, policy, folders')
    .argument('<npq>', 'without this word it is npm’s own doctor, with npq’s look before it on stderr')
    .option('--json', 'as one JSON document')
    .action(async (_npq: string, { json }: { readonly json?: boolean }) => {
      exitCode = await actions.doctor(host, json === true);
    });
  addDiff(program, async () => {
    const wanted = readDiff(host.env.args);
    if (wanted !== undefined) exitCode = await actions.diff(host, wanted);
  });
  program
    .command('with')
    .description('another package manager through the same gate: npq with pnpm add express')
    .argument('[words...]', 'npq’s options, pnpm, yarn or bun, and its own command line')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async () => {
      exitCode = await actions.with(host, host.env.args);
    });
  addExamples(program);
  const helped = program.commands.find((command) => command.name() === helpWanted(host.env.args));
  if (helped) {
    helped.outputHelp();
    return 0;
  }
  const args = host.env.args.length === 0 ? ['--help'] : host.env.args;
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander throws for --help and --version too, with exit code 0.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 64;
    throw error;
  }
}

const [narrowest, widest] = [40, 80];

const helpText = `
npm's verbs, read by npm's own grammar:
  npq install [packages…]   plan, look, ask, then install through npm
  npq ci, update, dedupe, audit fix, uninstall, prune, rebuild, install-test
                            the same
  npq check [packages…]     the same, without the question and the install
  npq run, ls, view, …      change no tree: npm's own, unchanged
  npq exec, init <name>     what they run is vetted before it runs; npqx is npx
  npq link, pack x, diff, … each package vetted as npm asks for it

To excuse what was found about a package, for a reason and until a day:
  npq waive esbuild@0.25.9 install-script --reason 'it unpacks a binary' \\
    --until 90d
  npq waive --list          all of them, and whether they count today

To have npq wherever you, or your tools, say npm:
  npq alias zsh --write     aliases for npm and npx in your shell's own file
  npq shims install         the same as programs, for scripts, editors, agents

Other package managers, each package vetted as it is asked for:
  npq with pnpm add x       pnpm, yarn or bun; npq's options before its name

The local advisory database, which answers without a network:
  npq db update             fetch it, or what changed
  npq db status             how much it knows and how old that is

What decides here, each value with whose word it is:
  npq policy [--json]       the preset, rules, options and waivers in force

Whether npq can do its work on this machine:
  npq doctor npq            npm, registry, services, keys, policy and folders
  npq doctor                the same on stderr, then npm's own doctor

What another version of a package does that this one does not:
  npq diff left-pad 1.2.0 1.3.0   what it can do first, then its files

Whether node_modules still is what was vetted, file by file:
  npq verify [--json]       ends with 24 where it is not

Of each of npq's commands, with examples:
  npq help check            or db, policy, verify, waive, with; npq trust --help

npq's options, before any --:
  --preset <name>           balanced (default), strict, ci, report-only
  --non-interactive         never ask; the exit code says what was to be decided
  --json                    the report as JSON on stdout
  --report <format>[=file]  human, json, sarif, markdown, github; repeatable
  --summary-file <file>     one line of JSON with what became of the run
  --npq-verbose             the whole report, with sources, times, cache hits
  --trust <file>            this project file may count, for this command line
  --permit <spec>           this git or URL dependency's address may be asked
  --on-incomplete=warn      install although an essential check is missing

Exit codes:
  0 installed as it was checked    20 blocked    21 needs a decision
  22 not everything essential could be checked   23 declined
  24 what npm installed is not what was checked  the others: README.md

Examples:
  npq install express
  npq install --save-dev vitest@4 --preset strict
  npq check                 the lockfile of this project, installing nothing
  npq install --non-interactive --json > report.json
  npq explain install-script
`;
