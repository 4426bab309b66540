import { exitCodeOfError, exitCodes } from './cli/exit-codes.ts';
import { isOwnCommand, runOwnCommand } from './cli/own-commands.ts';
import { asksForJson } from './cli/own-options.ts';
import { isPlainScript } from './cli/plain-script.ts';
import { interruptedAfterNpm, interruptedError, messageOf, NpqError, systemError } from './errors.ts';
import type { Host } from './host/host.ts';
import { npqVersion } from './version.ts';

/**
 * npq from the command line to the exit code. The only place that catches everything: what is thrown here and
 * is no NpqError is a bug in npq, says so, and never looks like an answer about a package.
 */
export async function main(host: Host): Promise<void> {
  let stopListening = () => {};
  const interrupted = new Promise<never>((_resolve, reject) => {
    stopListening = host.signals.onInterrupt((_signal, { childRan }) =>
      reject(childRan ? interruptedAfterNpm() : interruptedError()),
    );
  });
  try {
    const ended = await Promise.race([route(host, stopListening), interrupted]);
    if (ended !== undefined) host.exit(ended);
  } catch (error) {
    host.exit(await tell(host, error));
  }
}

/** An exit code; undefined where npm itself now runs in this process. */
async function route(host: Host, leaveSignals: () => void): Promise<number | undefined> {
  const { args } = host.env;
  if (isOwnCommand(args, await explainable(args))) {
    const { ownActions } = await import('./own-actions.ts');
    return runOwnCommand(host, ownActions);
  }
  const { findNpm } = await import('./plan/find-npm.ts');
  const npm = await findNpm(host, host.env.cwd);
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
      const { runGated } = await import('./pipeline.ts');
      return runGated(host, npm, args);
    }
    case 'not-yet':
      throw new NpqError('usage', {
        // A command line may be pasted from anywhere, line ends included.
        message: `npq does not let \`npm ${rule.verb.replace(/\s+/g, ' ')}\` through: ${rule.why}`,
        hint: rule.hint,
      });
  }
}

/** The checks are loaded only where the command line may mean one: npm's verbs are to start as fast as npm. */
async function explainable([first]: readonly string[]): Promise<ReadonlySet<string>> {
  if (first !== 'explain') return new Set();
  const { checks } = await import('./checks/index.ts');
  return new Set(checks.map((check) => check.id));
}

async function tell(host: Host, thrown: unknown): Promise<number> {
  const error = systemError(thrown) ?? thrown;
  const expected = error instanceof NpqError;
  const exitCode = expected ? exitCodeOfError(error.code) : exitCodes.bug.code;
  if (asksForJson(host.env.args)) {
    const { renderJsonError } = await import('./report/json-error.ts');
    host.terminal.out(renderJsonError(error, npqVersion, exitCode));
  }
  if (expected) {
    // Whatever was being drawn stays in its own line.
    if (error.code === 'interrupted') host.terminal.err('\n');
    const { renderError } = await import('./report/error.ts');
    host.terminal.err(renderError(error, host.terminal.live ? host.terminal.columns : undefined));
    return exitCode;
  }
  const stack = error instanceof Error && error.stack ? error.stack : messageOf(error);
  host.terminal.err(
    `npq: this is a bug in npq, not a finding about a package. Please report it with this:\n${stack}\n`,
  );
  return exitCode;
}
