import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import type { NpqResult } from '../e2e/npq.ts';
import { projectRoot } from '../meta/sources.ts';
import type { TempProject } from '../world/project.ts';

const folder = join(projectRoot, 'test', 'transcripts', 'kept');

/** What differs from run to run and machine to machine, and means nothing. */
function masked(text: string, project: TempProject): string {
  return text
    .replaceAll(project.dir, '/project')
    .replaceAll(project.home, '/home')
    .replaceAll(projectRoot, '/npq')
    .replace(/127\.0\.0\.1:\d+(\/[\w-]{20,}(?=\/))?/g, 'registry.example')
    .replaceAll(/npq-git-\w{6}/g, 'npq-git')
    .replace(/\d{8}T\d{9}Z-[0-9a-f\n ]{12,24}\.json/g, '<receipt>.json')
    .replace(/\d{4}-\d\d-\d\dT[\d:.-]+Z/g, '<time>')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '<time>')
    .replace(/\d{4}_\d\d_\d\dT[\w]+-debug-\d+\.log/g, '<log>')
    .replace(/\bnpm \d+\.\d+\.\d+/g, 'npm <version>')
    .replace(/\bin \d+(\.\d+)?m?s\b/g, 'in <duration>')
    .replace(/\b[0-9a-f]{40}\b/g, '<commit>')
    .replace(/\([0-9a-f]{12}\)/g, '(<commit>)')
    .replace(/sha512-[\w+/=]+/g, '<sha512>')
    .replace(/[ \t]+$/gm, '');
}

/**
 * Holds a run against the transcript that is kept under this name: command line, both outputs and exit code.
 * UPDATE=1 writes it anew; the diff is for people to read.
 */
export function expectTranscript(
  name: string,
  args: readonly string[],
  result: Pick<NpqResult, 'code' | 'stdout' | 'stderr'>,
  project: TempProject,
): void {
  const text = [
    `$ npq ${masked(args.join(' '), project)}`,
    masked(result.stderr, project).trimEnd(),
    ...(result.stdout === '' ? [] : ['--- stdout', masked(result.stdout, project).trimEnd()]),
    `--- exit code ${result.code}`,
    '',
  ].join('\n');
  const file = join(folder, `${name}.txt`);
  if (process.env['UPDATE']) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  if (!existsSync(file)) throw new Error(`no transcript ${file}; UPDATE=1 writes it`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
