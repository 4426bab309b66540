import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { npmsAtHand } from '../cli/npms.ts';
import { nodeFor } from './newer-node.ts';
import { tempProject } from './project.ts';

describe.each(npmsAtHand())('npm $version', ({ cli, major }) => {
  const node = nodeFor(cli);

  // Where none was to be had, that was said before the first test.
  it.skipIf(!node.wanted)('has a Node that it wants, and which is the version that it says', () => {
    expect(execFileSync(node.path, ['--version'], { encoding: 'utf8' }).trim()).toBe(node.version);
    if (major < 12) expect(node.path).toBe(process.execPath);
  });

  it('runs on it, and so do its scripts', async () => {
    await using project = tempProject({
      'package.json': { name: 'a-project', scripts: { tell: 'node -p process.version' } },
    });
    const own = await project.npm(['version', '--json'], { npm: cli });
    expect(JSON.parse(own.stdout)).toMatchObject({ node: node.version.slice(1) });
    const told = await project.npm(['run', '--silent', 'tell'], { npm: cli });
    expect(told.stdout.trim()).toBe(node.version);
  });
});
