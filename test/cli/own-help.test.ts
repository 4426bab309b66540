import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/npm-argv.ts';
import { isOwnCommand, type OwnActions, runOwnCommand } from '../../src/cli/own-commands.ts';
import { helpWanted, ownExamples } from '../../src/cli/own-help.ts';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { npmsAtHand } from './npms.ts';

const real = nodeHost(process);
const checkIds = new Set(['install-script']);

/** npq's own command line, run for its words alone: what is done would be one of `did`. */
async function typed(args: readonly string[]) {
  const printed = { out: '', err: '' };
  const did: string[] = [];
  const done = (name: string) => async () => {
    did.push(name);
    return 0;
  };
  const actions: OwnActions = {
    version: () => '1.2.3',
    explain: async () => String(did.push('explain')),
    trust: done('trust'),
    policy: done('policy'),
    waive: done('waive'),
    unwaive: done('unwaive'),
    listWaivers: done('listWaivers'),
    updateDatabase: done('updateDatabase'),
    showDatabase: done('showDatabase'),
    doctor: done('doctor'),
    diff: done('diff'),
    verify: done('verify'),
    with: done('with'),
    alias: done('alias'),
    installShims: done('installShims'),
    removeShims: done('removeShims'),
    showShims: done('showShims'),
    completionScript: async () => String(did.push('completionScript')),
  };
  const host: Host = {
    ...real,
    env: { ...real.env, args },
    terminal: {
      ...{ ...real.terminal, columns: 200 },
      out: (text) => {
        printed.out += text;
      },
      err: (text) => {
        printed.err += text;
      },
    },
  };
  const code = await runOwnCommand(host, actions);
  return { ...printed, did, code };
}

/** As a shell would split it. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].slice(1).map(([, quoted, bare]) => quoted ?? bare ?? '');
}

const lines = Object.values(ownExamples).flatMap((examples) => examples.map(({ line }) => line));
const [npm] = npmsAtHand();

async function parses(line: string): Promise<void> {
  const args = words(line);
  if (!isOwnCommand(args, checkIds)) {
    if (npm === undefined) throw new Error('there is no npm to read it with');
    const { rule } = await readCommandLine(real, npm, args);
    expect(rule.kind).toBe(args[0] === 'doctor' ? 'passed' : 'gated');
    return;
  }
  const { code, did, err } = await typed(args);
  expect([code, err, did.length]).toEqual([0, '', 1]);
}

describe("the help of npq's own commands", () => {
  it('has examples of each', async () => {
    const { out } = await typed(['--help']);
    const listed = [...out.matchAll(/^ {2}([a-z]+) (?:\[|<| {2})/gm)].map(([, name]) => name ?? '');
    expect(listed).toContain('waive');
    expect(listed.filter((name) => !(name in ownExamples))).toEqual([]);
  });

  it.each(lines)('gives an example that can be typed: %s', parses);

  it.each([['--help'], ...Object.keys(ownExamples).map((name) => [name, '--help'])])(
    'fits into 80 columns, whatever the terminal has: npq %s %s',
    async (...args) => {
      const wanted = args[0] === 'doctor' ? ['doctor', 'npq', '--help'] : args.filter(Boolean);
      const { code, out } = await typed(wanted);
      expect([code, out.split('\n').filter((line) => line.length > 80)]).toEqual([0, []]);
      if (args[0] !== '--help') expect(out).toContain('Examples:');
    },
  );

  it('has examples in npq --help that can be typed', async () => {
    const { out } = await typed(['--help']);
    const examples = out.slice(out.lastIndexOf('Examples:')).matchAll(/^ {2}(npq .*?)(?: {2,}.*| >.*)?$/gm);
    const found = [...examples].map(([, line]) => line ?? '');
    expect(found.length).toBeGreaterThan(3);
    for (const line of found) await parses(line);
  });
});

describe('help', () => {
  it.each([
    ['help check', 'check'],
    ['--help waive', 'waive'],
    ['check --help', 'check'],
    ['check -h', 'check'],
    ['check express --preset strict --help', 'check'],
    ['with --help', 'with'],
  ])('is npq’s own for `npq %s`', (line, command) => {
    expect(helpWanted(line.split(' '))).toBe(command);
    expect(isOwnCommand(line.split(' '), checkIds)).toBe(true);
  });

  it.each([
    'help install',
    'install --help',
    'help explain',
    'explain --help',
    'help trust',
    'help doctor',
    'doctor --help',
    'doctor',
  ])('is npm’s for `npq %s`', (line) => {
    expect(helpWanted(line.split(' '))).toBeUndefined();
    expect(isOwnCommand(line.split(' '), checkIds)).toBe(false);
  });

  it.each(['with pnpm --help', 'check -- --help'])('is no question for npq in `npq %s`', (line) => {
    expect(helpWanted(line.split(' '))).toBeUndefined();
  });
});
