import type { Command } from 'commander';

interface Example {
  readonly line: string;
  /** What it is for, in a few words. */
  readonly does: string;
}

/** By command; held to by a test, which reads every line as npq would. */
export const ownExamples: Readonly<Record<string, readonly Example[]>> = {
  check: [
    { line: 'npq check', does: 'the lockfile of this project, installing nothing' },
    { line: 'npq check express@4 @types/express', does: 'what an install of these would bring' },
    { line: 'npq check --base origin/main', does: 'only what changed against the branch' },
    {
      line: 'npq check --report sarif=npq.sarif --report markdown=npq.md',
      does: 'reports for programs and for a pull request',
    },
    { line: 'npq check --non-interactive --json', does: 'one JSON document, and an exit code' },
  ],
  trust: [
    { line: 'npq trust', does: 'look at what this project wants to change, then agree or not' },
    { line: 'npq install --trust .npmrc', does: 'where nobody can be asked, for one run' },
  ],
  explain: [
    { line: 'npq explain', does: 'the list of all checks' },
    { line: 'npq explain install-script', does: 'one of them, with its options' },
  ],
  policy: [
    { line: 'npq policy', does: 'preset, rules and settings in force, and whose word they are' },
    { line: 'npq policy --npq-verbose', does: 'every option of every check, too' },
    { line: 'npq policy --json', does: 'the same for a program' },
  ],
  db: [
    { line: 'npq db update', does: 'fetch the advisories, or what changed in them' },
    { line: 'npq db status', does: 'how much there is, and how old it is' },
  ],
  waive: [
    {
      line: "npq waive esbuild@0.25.9 install-script --reason 'it unpacks a binary' --until 90d",
      does: 'excuse one version, for a reason and until a day',
    },
    {
      line: "npq waive 'left-pad@^1.3.0' deprecated --reason 'goes in May' --until 2027-05-31",
      does: 'a range of versions, until a date',
    },
    { line: 'npq waive --list', does: 'all waivers, and whether they count today' },
    { line: 'npq waive esbuild@0.25.9 install-script --remove', does: 'take it away again' },
  ],
  doctor: [
    { line: 'npq doctor npq', does: 'npm, registry, services, keys, policy and folders' },
    { line: 'npq doctor npq --json', does: 'the same for a program' },
    { line: 'npq doctor', does: "npm's own doctor, and before it npq's look on stderr" },
  ],
  diff: [
    { line: 'npq diff left-pad 1.2.0 1.3.0', does: 'what the one does that the other did not' },
    { line: 'npq diff @types/node 20.x latest --json', does: 'ranges and dist-tags, for a program' },
    { line: 'npq diff left-pad 1.2.0 1.3.0 --text', does: 'the changed lines too' },
  ],
  verify: [
    { line: 'npq verify', does: 'what lies in node_modules against what was vetted' },
    { line: 'npq verify --json', does: 'every place, for a program' },
  ],
  alias: [
    { line: 'npq alias zsh', does: 'the lines after which npm is npq, printed' },
    { line: 'npq alias zsh --write', does: 'put into the file that zsh reads, once' },
    { line: 'npq alias zsh --remove', does: 'and taken out of it again' },
  ],
  shims: [
    { line: 'npq shims install --write', does: 'for scripts, editors and coding agents' },
    { line: 'npq shims status', does: 'what npm and the others lead to here' },
    { line: 'npq shims remove', does: 'take them away, and their line' },
  ],
  completion: [{ line: 'npq completion bash', does: 'a script for the Tab key; npm’s words too' }],
  with: [
    { line: 'npq with pnpm add express', does: 'pnpm, each package vetted as it asks for it' },
    { line: 'npq with --preset strict yarn install', does: 'npq’s options come before its name' },
  ],
};

/** Words that no npm knows, so that `npq help <word>` can mean nothing but npq's own. */
const helpedByName = new Set(['alias', 'check', 'db', 'policy', 'shims', 'verify', 'waive', 'with']);

/** The command whose help is asked for; of a word that npm has too only npm's own help is shown. */
export function helpWanted(args: readonly string[]): string | undefined {
  const [first = '', second = ''] = args;
  const forms = ['help', '--help', '-h'];
  if (args.length === 2 && forms.includes(first) && helpedByName.has(second)) return second;
  if (args.length === 2 && helpedByName.has(first) && forms.slice(1).includes(second)) return first;
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  // What follows it is read by npm's grammar, to which --help is no package.
  return first === 'check' && options.some((one) => one === '--help' || one === '-h') ? first : undefined;
}

/** `check` is read by npm's grammar and run by the stages; here is only what its help says. */
export function addCheckHelp(program: Command): void {
  program
    .command('check')
    .description('look as install does, and install nothing')
    .argument('[packages...]', 'without any: what the lockfile of this project has')
    .option('--base <git ref>', 'only what changed against it, by the policy that stands there')
    .option('--preset <name>', 'balanced (default), strict, ci or report-only')
    .option('--json', 'the report as one JSON document')
    .option('--report <format>[=file]', 'human, json, sarif, markdown or github; may be repeated')
    .option('--summary-file <file>', 'one line of JSON with what became of the run')
    .option('--npq-verbose', 'everything, with sources, times and cache hits')
    .option('--non-interactive', 'never ask; the exit code says what was to be decided');
}

export function addExamples(program: Command): void {
  for (const command of program.commands) {
    const examples = ownExamples[command.name()];
    if (examples === undefined) continue;
    const lines = examples.flatMap(({ line, does }) => [...shellLines(line), `      ${does}`]);
    command.addHelpText('after', `\nExamples:\n${lines.join('\n')}\n`);
  }
}

const widest = 80;

/** A long one is broken as a shell takes it: behind a blank, with a backslash. */
function shellLines(line: string): readonly string[] {
  if (line.length + 2 <= widest) return [`  ${line}`];
  const at = line.lastIndexOf(' --', widest - 4);
  return [`  ${line.slice(0, at)} \\`, `    ${line.slice(at + 1)}`];
}
