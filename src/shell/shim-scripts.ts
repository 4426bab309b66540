import { shimMark } from '../plan/own-shim.ts';
import { standIns } from './lines.ts';
import { quoted } from './shells.ts';

export interface ShimScript {
  /** Of the file. */
  readonly name: string;
  readonly text: string;
}

export interface ShimTargets {
  /** bin/npq.js and bin/npqx.js of the npq that writes them. */
  readonly npq: string;
  readonly npqx: string;
  /** For where no node is on the PATH. */
  readonly node: string;
}

/** Commands that npm brings are always taken over, those of other managers where their managers are there. */
export function shimmedCommands(present: ReadonlySet<string>): readonly string[] {
  return standIns.filter(({ name, always }) => always || present.has(name)).map(({ name }) => name);
}

/** Every file that npq may have put into its folder of shims. */
export const shimFileNames: readonly string[] = standIns.flatMap(({ name }) => [name, `${name}.cmd`]);

/**
 * One for each kind of shell. The node of the PATH runs npq, as it would run npm: who changes his node by its
 * folder in PATH changes it for npq too. Where npq is gone they say so; going on with an ungated npm would be
 * the one thing that nobody expects of them.
 */
export function shimScripts(commands: readonly string[], targets: ShimTargets): readonly ShimScript[] {
  return standIns
    .filter(({ name }) => commands.includes(name))
    .flatMap(({ name, words }) => {
      const [program, ...first] = words;
      const script = program === 'npqx' ? targets.npqx : targets.npq;
      return [
        { name, text: forSh({ name, script, node: targets.node, first }) },
        { name: `${name}.cmd`, text: forCmd({ name, script, node: targets.node, first }) },
      ];
    });
}

interface Shim {
  readonly name: string;
  readonly script: string;
  readonly node: string;
  readonly first: readonly string[];
}

const mend = 'npq shims install puts that right, npq shims remove takes the shims away.';

function forSh({ name, script, node, first }: Shim): string {
  const word = (text: string) => quoted('bash', text);
  return `#!/bin/sh
# ${shimMark} ${name}; npq shims remove takes it away.
npq=${word(script)}
node=${word(node)}
if [ ! -f "$npq" ]; then
  printf '%s\\n' "npq, which stands in the place of ${name}, is not at $npq any more." ${word(mend)} >&2
  exit 127
fi
if command -v node >/dev/null 2>&1; then node=node; fi
exec "$node" "$npq" ${[...first, '"$@"'].join(' ')}
`;
}

function forCmd({ name, script, node, first }: Shim): string {
  // A percent sign would begin a variable.
  const word = (text: string) => `"${text.replaceAll('%', '%%')}"`;
  const lines = [
    '@echo off',
    `rem ${shimMark} ${name}; npq shims remove takes it away.`,
    'setlocal',
    `set NPQ_SHIM_NODE=${word(node)}`,
    'where node >nul 2>nul && set NPQ_SHIM_NODE=node',
    `if not exist ${word(script)} (`,
    `  echo npq, which stands in the place of ${name}, is not where it was any more. 1>&2`,
    `  echo ${mend} 1>&2`,
    '  exit /b 127',
    ')',
    `%NPQ_SHIM_NODE% ${[word(script), ...first, '%*'].join(' ')}`,
  ];
  return lines.map((line) => `${line}\r\n`).join('');
}
