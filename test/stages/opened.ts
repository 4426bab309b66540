import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { openSession, type Session } from '../../src/stages/session.ts';
import { fakeTerminal } from '../consent/terminal.ts';
import { machineNpm } from '../trust/inspect.ts';
import { isolatedEnv, type TempProject } from '../world/npm.ts';

export interface Situation {
  /** The project's npq.json. */
  readonly project?: string | object;
  /** The user's own. */
  readonly mine?: string | object;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Nobody is there unless this says what they type at the question. */
  readonly types?: string;
}

export interface Opened {
  readonly host: Host;
  readonly session: Session;
  screen(): string;
}

/** A session as the command line opens it, before the trust stage. */
export async function openIn(project: TempProject, situation: Situation = {}): Promise<Opened> {
  const { project: theirs, mine, args = [], env, types } = situation;
  const home = join(project.home, 'npq');
  mkdirSync(home, { recursive: true });
  if (theirs !== undefined) project.write('npq.json', theirs);
  if (mine !== undefined) {
    writeFileSync(join(home, 'npq.json'), typeof mine === 'string' ? mine : JSON.stringify(mine));
  }
  const { host, screen } = hostIn(project, ['install', ...args], env, types);
  return { host, session: await openSession(host, machineNpm(), ['install', ...args]), screen };
}

function hostIn(
  project: TempProject,
  args: readonly string[],
  env: Situation['env'],
  types: string | undefined,
): { host: Host; screen(): string } {
  const fake = fakeTerminal({ interactive: types !== undefined });
  // What is typed comes with the question, whenever that is; nobody waits for a question that does not come.
  if (types !== undefined) void fake.typeAfter('count?', types);
  const real = nodeHost(process);
  const vars = { ...isolatedEnv(project.home), NPQ_HOME: join(project.home, 'npq'), ...env };
  return {
    screen: fake.screen,
    host: {
      ...real,
      env: { ...real.env, args, vars, cwd: project.dir, home: project.home, accountHome: project.home },
      terminal: { ...real.terminal, ...fake.terminal, out: fake.terminal.err, live: false },
    },
  };
}
