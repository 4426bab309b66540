import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRequest } from '../../src/cli/npm-argv.ts';
import { NpqError } from '../../src/errors.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { installSpecs } from '../../src/plan/npm-config.ts';
import { type Row, rows, words } from './command-lines.ts';
import { type Answer, askNpm, npmsAtHand, testEnv } from './npms.ts';

const before = process.cwd();
const root = realpathSync(mkdtempSync(join(tmpdir(), 'npq-argv-')));
const home = join(root, 'home');
const project = join(root, 'project');

beforeAll(() => {
  for (const folder of [home, join(project, 'packages/a'), join(project, 'packages/b')]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ name: 'shop', workspaces: ['packages/*'] }));
  for (const name of ['a', 'b']) {
    writeFileSync(
      join(project, 'packages', name, 'package.json'),
      JSON.stringify({ name, version: '1.0.0' }),
    );
  }
  // npm resolves options that are paths against the folder of the process.
  process.chdir(project);
});

afterAll(() => {
  process.chdir(before);
  rmSync(root, { recursive: true, force: true });
});

/** These follow from the terminal of each process. */
const ofTheTerminal = ['color', 'logColor', 'progress'];

function comparable(options: Readonly<Record<string, unknown>>): unknown {
  const kept = Object.entries(options).filter(([key]) => !ofTheTerminal.includes(key));
  return JSON.parse(JSON.stringify(Object.fromEntries(kept)));
}

function inWords(verb: string, specs: readonly string[]): string {
  return [verb, ...specs].map((word) => word || "''").join(' ');
}

async function readByNpq(npm: Parameters<typeof readRequest>[1], row: Row) {
  const env = testEnv(project, home, row.env);
  try {
    const { request, config, rule } = await readRequest({ env, files: nodeFiles }, npm, words(row.line));
    const add = request.verb === 'install' ? installSpecs({ env }, config, request.specs) : undefined;
    return { request, config, rule, add };
  } catch (error) {
    if (error instanceof NpqError) return error;
    throw error;
  }
}

describe.each(npmsAtHand())('npm $version reads a command line', (npm) => {
  let answers: readonly Answer[];

  beforeAll(() => {
    const questions = rows.map(({ line, env = {} }) => ({ args: words(line), env }));
    answers = askNpm(npm, testEnv(project, home), questions);
  });

  it.each(rows.map((row, index) => ({ ...row, index })))('npm $line', async (row) => {
    const answer = answers[row.index];
    const expected = row.but?.[npm.major] ?? row.reads;
    const npq = await readByNpq(npm, row);

    if (answer?.answer !== 'read') {
      expect(expected).toBe(answer?.answer);
      if (npq instanceof NpqError) {
        // A command that npm does not know, npq does not hand over, nor take for an install.
        expect(npq.code).toMatch(/^usage$|^config-invalid$/);
      } else {
        expect(npq.rule.kind).toBe('passed');
      }
      return;
    }
    if (npq instanceof NpqError) throw npq;
    const { request, config, add } = npq;
    expect(inWords(request.verb, request.specs)).toBe(expected);
    expect(inWords(answer.verb, answer.positionals)).toBe(expected);
    expect(config.localPrefix).toBe(answer.localPrefix);
    expect(config.global).toBe(answer.global);

    if (answer.asked) {
      const asked = { path: config.installPath, add, workspaces: config.workspaces };
      expect(asked).toEqual(answer.asked);
      const settings = Object.fromEntries(Object.keys(answer.settings).map((key) => [key, config.get(key)]));
      const npms = row.line.includes('--json') ? { ...answer.settings, json: false } : answer.settings;
      expect(comparable(settings)).toEqual(comparable(npms));
      const { npmCommand, ...flat } = config.flat;
      expect(npmCommand).toBe('install');
      expect(comparable(flat)).toEqual(comparable({ ...answer.flat, json: flat['json'] }));
    }
    for (const [key, value] of Object.entries(row.sets ?? {})) {
      expect([key, answer.settings[key]]).toEqual([key, value]);
    }
  });
});

it('covers at least sixty command lines', () => {
  expect(rows.length).toBeGreaterThanOrEqual(60);
});
