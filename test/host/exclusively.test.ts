import { existsSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/host/files.ts';
import { tempProject } from '../world/project.ts';

const folder = tempProject();
afterAll(() => folder.dispose());

const forMs = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

describe.concurrent('work that takes its time', () => {
  it('is waited for as long as it lives, and the one that waits says so once', async () => {
    const path = folder.path('locks', 'alive');
    const order: string[] = [];
    const first = nodeFiles.exclusivelyForLong(
      path,
      async () => {
        order.push('first begins');
        await forMs(7_000);
        order.push('first ends');
      },
      () => order.push('first waits'),
    );
    await forMs(100);
    const second = nodeFiles.exclusivelyForLong(
      path,
      async () => order.push('second'),
      () => order.push('second waits'),
    );
    await Promise.all([first, second]);
    expect(order).toEqual(['first begins', 'second waits', 'first ends', 'second']);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it('that died with the lock in its hand is not waited for without end', async () => {
    const path = folder.path('dead');
    writeFileSync(`${path}.lock`, '');
    const started = performance.now();
    await nodeFiles.exclusivelyForLong(
      path,
      async () => undefined,
      () => undefined,
    );
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('gives the lock back where it fails', async () => {
    const path = folder.path('failing');
    const failing = () => Promise.reject(new Error('npm is gone'));
    await expect(nodeFiles.exclusivelyForLong(path, failing, () => undefined)).rejects.toThrow('npm is gone');
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});
