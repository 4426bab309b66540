import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/npm-argv.ts';
import { NpqError } from '../../src/errors.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { npmsAtHand, testEnv } from './npms.ts';

const project = realpathSync(mkdtempSync(join(tmpdir(), 'npq-own-')));
const env = testEnv(project, project);

beforeAll(() => writeFileSync(join(project, '.npmrc'), 'preset=report-only\nnon-interactive=true\n'));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const nothing = {
  preset: undefined,
  json: false,
  nonInteractive: false,
  verbose: false,
  trust: [],
  permit: [],
};

const taken: readonly [line: string, npmGets: string, own: object][] = [
  ['install x', 'install x', {}],
  ['install x --preset strict', 'install x', { preset: 'strict' }],
  ['--preset=strict install x', 'install x', { preset: 'strict' }],
  ['install --preset strict x', 'install x', { preset: 'strict' }],
  ['install x --preset strict --preset ci', 'install x', { preset: 'ci' }],
  ['install --non-interactive x', 'install x', { nonInteractive: true }],
  ['install --non-interactive true x', 'install x', { nonInteractive: true }],
  ['install --non-interactive=false x', 'install x', { nonInteractive: false }],
  ['install --non-interactive --no-non-interactive x', 'install x', { nonInteractive: false }],
  ['install --npq-verbose x', 'install x', { verbose: true }],
  ['install --verbose x', 'install --verbose x', {}],
  ['install --trust .npmrc --trust=npq.json x', 'install x', { trust: ['.npmrc', 'npq.json'] }],
  ['install x --trust /etc/a.npmrc', 'install x', { trust: ['/etc/a.npmrc'] }],
  ['install --permit github:u/r x', 'install x', { permit: ['github:u/r'] }],
  [
    'install --permit=https://a.example/x.tgz --permit u/r#main x',
    'install x',
    { permit: ['https://a.example/x.tgz', 'u/r#main'] },
  ],
  ['install --on-incomplete=warn x', 'install x', { onIncomplete: 'warn' }],
  ['install --on-incomplete warn --on-incomplete fail x', 'install x', { onIncomplete: 'fail' }],
  ['install --json x', 'install x', { json: true }],
  ['install --json=true x -D', 'install x -D', { json: true }],
  ['install --no-json x', 'install x', { json: false }],
  ['view x --json', 'view x --json', { json: true }],
  ['run build --preset strict -- --preset mine', 'run build -- --preset mine', { preset: 'strict' }],
  ['install -- --preset strict', 'install -- --preset strict', {}],
  ['install x -- --json', 'install x -- --json', {}],
  ['i --omit dev --preset strict a --save-dev b', 'i --omit dev a --save-dev b', { preset: 'strict' }],
];

const refused: readonly [line: string, why: string][] = [
  ['--prefix --preset install evil', 'npm takes --preset as the prefix'],
  ['install --tag --preset strict evil', 'without ours the tag would be evil'],
  ['install --loglevel --non-interactive silly x', 'npm takes the option as the level'],
  ['install --omit --trust dev', 'npm takes --trust as what to omit'],
  ['install --prese strict x', 'an abbreviation of ours would leave strict as a package'],
  ['install -preset strict x', 'npm reads one dash like two'],
  ['install x --preset', 'no value'],
  ['install --preset -- x', 'no value'],
  ['install --preset= x', 'no value'],
  ['install --preset --save-dev x', 'no value'],
  ['install --preset=--save-dev x', 'npm would read a second option in it'],
  ['install --no-preset x', 'there is no such form'],
  ['install --non-interactive=maybe x', 'npm would take maybe as a package'],
  ['install --no-trust x', 'there is no such form'],
  ['install x --trust', 'no value'],
  ['install x --permit', 'no value'],
  ['install x --permit express', 'a name leads to no address'],
  ['install x --permit ./folder', 'a folder needs no permission'],
  ['install x --permit=https://', 'it is no spec at all'],
  ['install x --on-incomplete', 'no value'],
  ['install x --on-incomplete=ignore', 'there is no such way'],
  ['install x --cache --non-interactive --non-interactive', 'npm takes the first as the cache'],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: npm replaces it, not JavaScript.
  ['install x --trust=${HOME}', 'npm would put a variable in its place'],
];

const npms = npmsAtHand();

describe.each(npms)("npq's own options with npm $version", (npm) => {
  it.each(taken)('npq %s', async (line, npmGets, own) => {
    const { request } = await readCommandLine({ env, files: nodeFiles }, npm, line.split(' '));
    expect(request.npmArgs.join(' ')).toBe(npmGets);
    const { trust = [], ...rest } = own as { trust?: readonly string[] };
    const resolved = trust.map((file) => (file.startsWith('/') ? file : join(project, file)));
    expect(request.own).toEqual({ ...nothing, ...rest, trust: resolved });
  });

  it.each(refused)('npq %s is refused: %s', async (line) => {
    const reading = readCommandLine({ env, files: nodeFiles }, npm, line.split(' '));
    await expect(reading).rejects.toMatchObject({ name: 'NpqError', code: 'usage' });
  });
});

const npmWords = fc.constantFrom(
  ...[
    'x',
    'evil@1',
    'install',
    '',
    '-',
    '--prefix',
    '--prefix=/p',
    '--tag',
    '--omit',
    'dev',
    '-D',
    '-g',
    '-w',
  ],
  ...['--color', '--loglevel', 'silly', '--no-save', '--bogus', '--registry', 'true', 'false', '--before'],
);
const ownWords = fc.constantFrom(
  ['--preset', 'strict'],
  ['--preset=strict'],
  ['--non-interactive'],
  ['--no-non-interactive'],
  ['--npq-verbose', 'true'],
  ['--trust', 'file'],
  ['--trust=file'],
  ['--permit', 'github:u/r'],
  ['--permit=github:u/r'],
);

it('an option of ours never changes what npm is told: it is taken out or the line is refused', async () => {
  const [npm] = npms;
  if (npm === undefined) throw new Error('this machine has no npm');
  const lines = fc.record({
    npm: fc.array(npmWords, { maxLength: 6 }),
    own: ownWords,
    at: fc.nat(6),
  });
  await fc.assert(
    fc.asyncProperty(lines, async ({ npm: rest, own, at }) => {
      // After a yes-or-no option they are its value.
      fc.pre(!['true', 'false'].includes(rest[at] ?? ''));
      const line = ['install', ...rest.slice(0, at), ...own, ...rest.slice(at)];
      try {
        const { request } = await readCommandLine({ env, files: nodeFiles }, npm, line);
        expect(request.npmArgs).toEqual(['install', ...rest]);
        const alone = await readCommandLine({ env, files: nodeFiles }, npm, request.npmArgs);
        expect(request.specs).toEqual(alone.request.specs);
      } catch (error) {
        if (!(error instanceof NpqError)) throw error;
        expect(error.code).toBe('usage');
      }
    }),
    { numRuns: 300 },
  );
});
