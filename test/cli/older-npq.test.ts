import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../src/cli/npm-argv.ts';
import { nodeFiles } from '../../src/host/files.ts';
import { folderOfTest } from '../shell/folder.ts';
import { npmsAtHand, testEnv } from './npms.ts';

/** What fingers have learned with npq 3 is answered with what to type instead, before anything is looked at. */
describe.each(npmsAtHand())('with npm $version', (npm) => {
  const read = (line: string, vars: Readonly<Record<string, string>> = {}) => {
    const env = testEnv(folderOfTest(), folderOfTest(), vars);
    return readCommandLine({ env, files: nodeFiles }, npm, line.split(' '));
  };

  it.each([
    ['install express --plain', 'NO_COLOR'],
    ['install express --disable-auto-continue', 'installs nothing by waiting'],
    ['install express --allow-non-interactive-install', 'npq waive'],
    ['install express --packageManager yarn', 'npq with'],
    ['install --pkgMgr=pnpm express', 'npq with'],
    ['ci --no-plain', 'NO_COLOR'],
  ])('npq %s is refused with the way that there is', async (line, hint) => {
    await expect(read(line)).rejects.toMatchObject({ code: 'usage', hint: expect.stringContaining(hint) });
  });

  it('another manager by NPQ_PKG_MGR is refused, npm is not', async () => {
    const set = (manager: string) => read('install express', { NPQ_PKG_MGR: manager });
    await expect(set('yarn')).rejects.toMatchObject({ hint: expect.stringContaining('npq with') });
    expect((await set('npm')).request.specs).toEqual(['express']);
  });

  it.each(['run build --plain', 'install express --dry-run', 'install express -- --plain'])(
    'npq %s is read as npm reads it',
    async (line) => {
      await expect(read(line)).resolves.toMatchObject({
        request: { typedVerb: line.split(' ')[0] },
      });
    },
  );
});
