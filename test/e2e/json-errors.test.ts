import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectRoot } from '../meta/sources.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createWorld, type FailureHandle, type World } from '../world/world.ts';
import { runNpq, until } from './npq.ts';
import { runNpqHere } from './npq-here.ts';

/** With --json stdout is one document that follows the schema, however early a run ends. */
let world: World;
let project: TempProject;
let held: FailureHandle;

beforeAll(async () => {
  world = await createWorld({ packages: ['sprout'] });
  world.allowMissing('no-such-thing', 'npm');
  held = world.registry().fail({ package: 'slow-thing' }, { kind: 'hang' });
  project = tempProject({ '.npmrc': '' });
});
afterAll(async () => {
  project.dispose();
  await world.close();
});

const schema = readFileSync(join(projectRoot, 'schema', 'report-v1.schema.json'), 'utf8');
const isValid = new Ajv2020({ strict: true, strictTypes: false }).compile(JSON.parse(schema));

interface Ending {
  readonly args: string;
  readonly code: string;
  readonly exitCode: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Once it waits for an answer that does not come. */
  readonly interrupted?: true;
}

const endings: readonly Ending[] = [
  { args: 'install no-such-thing', code: 'resolve-failed', exitCode: 1 },
  { args: 'install sprout --preset balance', code: 'usage', exitCode: 64 },
  { args: 'install --prefix --preset strict', code: 'usage', exitCode: 64 },
  { args: 'ci', code: 'resolve-failed', exitCode: 1 },
  { args: 'check --base -x', code: 'usage', exitCode: 64 },
  { args: 'install sprout --registry=http://127.0.0.1:9/', code: 'registry-unreachable', exitCode: 69 },
  {
    ...{ args: 'install sprout', code: 'unsafe-environment', exitCode: 78 },
    env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
  },
  { args: 'install slow-thing', code: 'interrupted', exitCode: 130, interrupted: true },
];

it.each(endings)('npq $args --json: $code', async ({ args, code, exitCode, env, interrupted }) => {
  const words = [...args.split(' '), '--json'];
  const result = interrupted
    ? await runNpq(words, project, world, {
        whileRunning: async (kill) => {
          await until(() => held.hits > 0, 'the question that is not answered');
          kill('SIGINT');
        },
      })
    : await runNpqHere(words, project, world, env ? { env } : {});
  const document: unknown = JSON.parse(result.stdout);
  expect(isValid(document), JSON.stringify(isValid.errors)).toBe(true);
  expect(document).toMatchObject({ schemaVersion: 1, error: { code }, exitCode });
  expect(result.code).toBe(exitCode);
  // People read the same on stderr.
  const { message, hint } = (document as { error: { message: string; hint: string } }).error;
  expect(result.stderr.replaceAll(/\s+/g, ' ')).toContain(message.replaceAll(/\s+/g, ' '));
  expect(hint).not.toBe('');
});
