import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../package-folder.ts';
import { deeper } from './depth.ts';
import type { NpmAtHand, SpawnOptions, SpawnResult } from './host.ts';
import { follow, type Running } from './spawner.ts';

const loader = fileURLToPath(new URL('bin/npm-at-hand.js', packageFolder));

/** A child of ours that has npm's modules loaded when its command line comes; see bin/npm-at-hand.js. */
export function npmAtHand(
  nodeProcess: NodeJS.Process,
  running: Running,
  cli: string,
  options: SpawnOptions,
): NpmAtHand {
  const { cwd, env, stdio } = options;
  const child = spawn(nodeProcess.execPath, [loader, cli], {
    cwd,
    env: { ...env },
    stdio: ['inherit', stdio === 'inherit' ? 'inherit' : 2, 'inherit', 'ipc'],
  });
  let gone = false;
  const went = () => {
    gone = true;
  };
  child.once('error', went);
  child.once('exit', went);
  return {
    async run(args, vars): Promise<SpawnResult | undefined> {
      if (gone || !child.connected) return undefined;
      child.off('error', went);
      const ended = follow(nodeProcess, child, running);
      child.send({ args, env: { ...defined(vars), ...deeper(vars) } });
      return ended;
    },
    drop() {
      if (child.connected) child.disconnect();
    },
  };
}

function defined(vars: SpawnOptions['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(vars).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
