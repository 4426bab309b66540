import { asksForOwnWords } from './cli/completion-request.ts';
import { isOwnCommand, runOwnCommand } from './cli/own-commands.ts';
import { asksForJson } from './cli/own-options.ts';
import { isPlainScript } from './cli/plain-script.ts';
import { interruptedAfterNpm, interruptedError, messageOf, NpqError, systemError } from './errors.ts';
import { depthIn } from './host/depth.ts';
import type { Host } from './host/host.ts';
import type { OwnOptions } from './model/request.ts';
import type { NpmInstallation } from './plan/npm.ts';

/**
 * npq from the command line to the exit code. The only place that catches everything: what is thrown here and
 * is no NpqError is a bug in npq, says so, and never looks like an answer about a package.
 */
export async function main(given: Host, bin: 'npq' | 'npqx' = 'npq'): Promise<void> {
  const npms = bin === 'npq' ? inPlaceOfNpm(given) : undefined;
  const host = npms ?? given;
  let stopListening = () => {};
  let own: OwnOptions | undefined;
  const onGated = (read: OwnOptions) => {
    own = read;
  };
  const interrupted = new Promise<never>((_resolve, reject) => {
    stopListening = host.signals.onInterrupt((_signal, { childRan }) =>
      reject(childRan ? interruptedAfterNpm() : interruptedError()),
    );
  });
  try {
    const ownWords = bin === 'npq' && npms === undefined;
    const work = route(host, bin, ownWords, { leaveSignals: stopListening, onGated });
    const ended = await Promise.race([work, interrupted]);
    if (ended !== undefined) host.exit(ended);
  } catch (error) {
    host.exit(await tell(host, error, own));
  }
}

/**
 * `npq with npm …` is what aliases and shims start: whoever types npm means npm's words, its version and its help,
 * even where npq has the same words for something of its own.
 */
function inPlaceOfNpm(host: Host): Host | undefined {
  const [first, manager, ...args] = host.env.args;
  if (first !== 'with' || manager !== 'npm') return undefined;
  return { ...host, env: { ...host.env, args } };
}

/** An exit code; undefined where npm itself now runs in this process. */
async function route(
  host: Host,
  bin: 'npq' | 'npqx',
  ownWords: boolean,
  { leaveSignals, onGated }: { leaveSignals(): void; onGated(own: OwnOptions): void },
): Promise<number | undefined> {
  const { args: typed } = host.env;
  if (ownWords && typed[0] === '--version') {
    const { npqVersion } = await import('./version.ts');
    host.terminal.out(`${npqVersion}\n`);
    return 0;
  }
  refuseEndlessly(host);
  if (ownWords && isOwnCommand(typed, await explainable(typed))) {
    const { ownActions } = await import('./own-actions.ts');
    return runOwnCommand(host, ownActions);
  }
  if (asksForOwnWords(host.env)) (await import('./stages/completion.ts')).offerOwnWords(host);
  if (bin === 'npq' && typed.length === 1 && typed[0] === 'doctor') {
    const { healthBeforeNpm } = await import('./stages/doctor/doctor.ts');
    await healthBeforeNpm(host);
  }
  const { findNpm } = await import('./plan/find-npm.ts');
  const npm = await findNpm(host, host.env.cwd);
  const args = bin === 'npqx' ? await asExec(host, npm) : typed;
  const become = async (npmArgs: readonly string[]): Promise<undefined> => {
    leaveSignals();
    await host.spawner.becomeNpm(npm.root, npmArgs);
  };
  if (isPlainScript(args)) return become(args);
  const { readCommandLine } = await import('./cli/npm-argv.ts');
  const { request, rule } = await readCommandLine(host, npm, args);
  switch (rule.kind) {
    case 'passed':
      return become(request.npmArgs);
    case 'gated': {
      onGated(request.own);
      const { requireOutputs } = await import('./stages/output-files.ts');
      await requireOutputs(host.files, host.env.cwd, request.own);
      const { runGated, runOtherwise } = await import('./pipeline.ts');
      if (rule.by === 'plan') return runGated(host, npm, args);
      return runOtherwise(host, npm, args, rule.by, become);
    }
    case 'refused':
      throw new NpqError('usage', {
        // A command line may be pasted from anywhere, line ends included.
        message: `npq does not let \`npm ${rule.verb.replace(/\s+/g, ' ')}\` through: ${rule.why}`,
        hint: rule.hint,
      });
  }
}

/** `npqx` reads its words as npx does: what follows the first that is no option is the program's own. */
async function asExec(host: Host, npm: NpmInstallation): Promise<readonly string[]> {
  const [{ npxArgs }, { loadNpmModules }] = await Promise.all([
    import('./cli/npx-argv.ts'),
    import('./plan/npm-modules.ts'),
  ]);
  const { args, removed } = npxArgs(host.env.args, await loadNpmModules(npm));
  for (const key of removed) host.terminal.err(`npx: the --${key} argument has been removed.\n`);
  if (removed.length > 0) host.terminal.err('See `npm help exec` for more information\n');
  return args;
}

/** No script of anybody's starts npq in npq in npq so often; what is called npm here may lead back to npq. */
const deepest = 12;

function refuseEndlessly({ env }: Host): void {
  if (depthIn(env.vars) < deepest) return;
  throw new NpqError('npm-not-found', {
    message: `npq was started by npq, ${deepest} times over: a script calls itself, or what is called npm on this machine leads back to npq.`,
    hint: 'Look at what `type npm` and `npm config get script-shell` say, and take npq out of there.',
  });
}

/** The checks are loaded only where the command line may mean one: npm's verbs are to start as fast as npm. */
async function explainable([first]: readonly string[]): Promise<ReadonlySet<string>> {
  if (first !== 'explain') return new Set();
  const { checks } = await import('./checks/index.ts');
  return new Set(checks.map((check) => check.id));
}

async function tell(host: Host, thrown: unknown, own?: OwnOptions): Promise<number> {
  const [{ exitCodeOfError, exitCodes, exitWord }, { nobodyIsAsked }] = await Promise.all([
    import('./cli/exit-codes.ts'),
    import('./cli/nobody-asked.ts'),
  ]);
  const error = systemError(thrown) ?? thrown;
  const exitCode = error instanceof NpqError ? exitCodeOfError(error.code) : exitCodes.bug.code;
  await tellError(host, error, exitCode, own);
  if (!nobodyIsAsked(host)) return exitCode;
  const { lastLine } = await import('./report/last-line.ts');
  const about = error instanceof NpqError ? error.code : undefined;
  host.terminal.err(lastLine(exitCode, exitWord(exitCode), about));
  return exitCode;
}

async function tellError(host: Host, error: unknown, exitCode: number, own?: OwnOptions): Promise<void> {
  if (asksForJson(host.env.args)) {
    const [{ renderJsonError }, { npqVersion }] = await Promise.all([
      import('./report/json-error.ts'),
      import('./version.ts'),
    ]);
    host.terminal.out(renderJsonError(error, npqVersion, exitCode));
  }
  if (own !== undefined) {
    const { writeErrorOutputs } = await import('./stages/outputs.ts');
    await writeErrorOutputs(host, own, error, exitCode);
  }
  if (error instanceof NpqError) {
    // Whatever was being drawn stays in its own line.
    if (error.code === 'interrupted') host.terminal.err('\n');
    const { renderError } = await import('./report/error.ts');
    host.terminal.err(renderError(error, host.terminal.live ? host.terminal.columns : undefined));
    return;
  }
  const stack = error instanceof Error && error.stack ? error.stack : messageOf(error);
  const [{ forTerminal }, { withoutCommand }] = await Promise.all([
    import('./report/sanitize.ts'),
    import('./report/escape-log.ts'),
  ]);
  // What a stranger wrote may be what npq stumbled over, and is in the message then.
  const told = stack.split('\n').map((line) => withoutCommand(forTerminal(line)));
  host.terminal.err(
    `npq: this is a bug in npq, not a finding about a package. Please report it with this:\n${told.join('\n')}\n`,
  );
}
