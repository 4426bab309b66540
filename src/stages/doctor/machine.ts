import { posix, win32 } from 'node:path';
import semver from 'semver';
import { exitCodes } from '../../cli/exit-codes.ts';
import { isCi } from '../../cli/nobody-asked.ts';
import type { Host } from '../../host/host.ts';
import { fine, type Health, note, problem } from '../../model/health.ts';
import { pathEntries, searchNpm } from '../../plan/find-npm.ts';
import type { NpmInstallation } from '../../plan/npm.ts';
import { neededNode } from '../../version.ts';
import { type Attempt, attempt } from './attempt.ts';

export function nodeHealth({ env }: Pick<Host, 'env'>): Health {
  const version = env.nodeVersion.replace(/^v/, '');
  const data = { version, path: env.execPath, needed: neededNode };
  const said = `${version}, ${env.execPath}`;
  if (semver.satisfies(version, neededNode)) return fine('Node.js', said, { data });
  return problem('Node.js', `${said}: npq needs ${neededNode}`, {
    ...{ data, next: 'Install a newer Node.js, then repeat the command.' },
    exitCode: exitCodes.unreachable.code,
  });
}

export function npmHealth(host: Pick<Host, 'env' | 'files'>): Promise<Attempt<Health>> {
  return attempt('npm', async () => {
    const { npm, place, passedOver } = await searchNpm(host, host.env.cwd);
    const why = whyThatOne(host.env, place);
    const before = passedOver.map((miss) => `${miss.place} ${miss.why}`);
    const data = { version: npm.version, root: npm.root, place, why, passedOver: before };
    const others = before.length === 0 ? '' : `; passed over: ${before.join('; ')}`;
    const said = `${npm.version}, ${npm.root}: ${why}${others}`;
    const wants = await nodesOf(host, npm);
    if (wants === undefined || semver.satisfies(host.env.nodeVersion, wants)) {
      return fine('npm', said, { data });
    }
    return note('npm', `${said}; it is made for Node.js ${wants}, and warns of this one`, {
      ...{ data, next: 'Install one of those, or an npm for this Node.js: npm install -g npm@10' },
    });
  });
}

function whyThatOne(env: Host['env'], place: string): string {
  if (place === env.vars['npm_execpath']) return 'it started npq (npm_execpath)';
  const path = env.platform === 'win32' ? win32 : posix;
  return pathEntries(env, path).includes(path.dirname(place))
    ? `the first on the PATH that counts (${place})`
    : 'it came with this Node.js, and the PATH has none';
}

/** The range that this npm names; undefined where it names none that can be read. */
async function nodesOf({ files }: Pick<Host, 'files'>, npm: NpmInstallation): Promise<string | undefined> {
  const text = await files.readText(posix.join(npm.root, 'package.json'));
  const engines =
    text === undefined ? undefined : (JSON.parse(text) as { engines?: { node?: unknown } }).engines;
  const range = engines?.node;
  return typeof range === 'string' && semver.validRange(range) !== null ? range : undefined;
}

/** Whether somebody would be asked; what is in nobody's way is told all the same, because exit codes hang on it. */
export function questionsHealth({ env, terminal }: Pick<Host, 'env' | 'terminal'>): Health {
  const ci = isCi(env.vars);
  const data = { ci, terminal: terminal.interactive };
  if (ci) return note('questions', 'none: CI is set, so the exit code says what was to be decided', { data });
  if (!terminal.interactive) {
    return note(
      'questions',
      'none: stdin or stderr is no terminal, so the exit code says what was to be decided',
      { data },
    );
  }
  return fine('questions', 'asked at this terminal', { data });
}
