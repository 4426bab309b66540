import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NpqError } from '../../src/errors.ts';
import { nodeFiles } from '../../src/host/files.ts';
import type { ConfigLayer, NpmConfig } from '../../src/plan/npm.ts';
import { agreementQuestion, untrustedError } from '../../src/trust/agreement-question.ts';
import { bothFiles } from '../../src/trust/both-files.ts';
import { readNpmrc } from '../../src/trust/npmrc-text.ts';
import { inspectProjectNpmrc } from '../../src/trust/project-npmrc.ts';
import { machineNpm } from './inspect.ts';

const npm = machineNpm();

/** All that stage 0 would say of this text, with npm's layer made of the same parser's answer. */
async function sayAll(text: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const bytes = Buffer.from(text);
  const file = '/project/.npmrc';
  const files = {
    ...nodeFiles,
    info: async (path: string) => (path === file ? { kind: 'file' as const, size: bytes.length } : undefined),
    readBytes: async (path: string) => (path === file ? bytes : undefined),
    readText: async () => undefined,
    realPath: async () => undefined,
  };
  const parsed = await readNpmrc(files, file, npm.root);
  const replaced = (value: unknown) =>
    typeof value === 'string'
      ? value.replace(/\$\{([^${}]+)\}/g, (whole: string, name: string) => env[name] ?? whole)
      : value;
  const data = new Map(
    [...(parsed?.written ?? [])].map(([key, value]) => [String(replaced(key)), replaced(value)]),
  );
  const layer = (name: ConfigLayer['name'], own: ReadonlyMap<string, unknown>): ConfigLayer => ({
    name,
    source: file,
    data: own,
  });
  const config: NpmConfig = {
    npm,
    layers: [
      layer(
        'default',
        new Map<string, unknown>(Object.entries({ registry: 'https://registry.example/', cache: '/c' })),
      ),
      layer('project', data),
    ],
    flat: {},
    get: () => undefined,
    remain: [],
    localPrefix: '/project',
    globalPrefix: '/global',
    global: false,
    installPath: '/project',
    workspaces: [],
  };
  const agreements = { has: () => false };
  const inspection = await inspectProjectNpmrc({
    config,
    files,
    agreements,
    vouched: [],
    env: { cwd: '/project', home: '/home', accountHome: '/home' },
  });
  if (inspection.kind === 'fine') return JSON.stringify(inspection);
  const { wants } = bothFiles(inspection, undefined, { agreements, vouched: [], cwd: '/project' });
  if (wants === undefined) throw new Error('expected that it asks');
  const error = untrustedError(wants, '/project');
  return [JSON.stringify([inspection, agreementQuestion(wants)]), error.message, error.hint].join('\n');
}

const anyKey = fc.oneof(
  fc.constantFrom(
    'registry',
    '@a:registry',
    '//h/:_authToken',
    'git',
    '__proto__',
    'constructor',
    'a.b',
    '[a.b]',
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const anyLine = fc.oneof(
  fc
    .tuple(anyKey, fc.constantFrom('=', ' = ', '[]=', ''), fc.string({ maxLength: 40 }))
    .map((parts) => parts.join('')),
  fc.constantFrom('a=null', '[a.b]', "'null'=1", '\'["x"]\'=1', 'registry=\'["https://evil.example"]\''),
  fc.string({ unit: 'binary', maxLength: 60 }),
);

describe('any text as .npmrc', () => {
  it('is judged, or refused with a typed error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 8 }), async (lines) => {
        const said = await sayAll(lines.join('\n')).catch((error: unknown) => {
          if (error instanceof NpqError) return error.code;
          throw error;
        });
        expect(said).not.toBe('');
      }),
      { numRuns: 300 },
    );
  });

  it("is refused where npm's parser fails", async () => {
    await expect(sayAll('a=null\n[a.b]\nc=1')).rejects.toMatchObject({ code: 'config-invalid' });
  });
});

describe('credentials', () => {
  const secret = fc.stringMatching(/^[a-z0-9]{16,24}$/).map((text) => `s3cr3t${text}`);
  const authKey = fc.constantFrom(
    '_authToken',
    '//h.example/:_authToken',
    '//h.example/:_auth',
    '//h.example/:_password',
    '//h.example/:username',
    '//h.example/:_authToken[]',
    '_auth',
    '_password',
    'otp',
    'password',
    'key',
    'cert',
    'Api_Key',
    'GITHUB_TOKEN',
  );
  const form = fc.constantFrom(
    (key: string, value: string) => `${key}=${value}`,
    (key: string, value: string) => `"${key}"="${value}"`,
    (key: string, value: string) => `${key} = '["${value}"]'`,
    (key: string, value: string) => `[x]\n${key}=${value}`,
    (_: string, value: string) => `registry=https://me:${value}@h.example/`,
    (_: string, value: string) => `proxy=me:${value}@h.example:8080`,
    (_: string, value: string) => `https-proxy=https:me:${value}@h.example`,
    (_: string, value: string) => `//me:${value}@h.example/:email=x`,
    (_: string, value: string) => `//h.example/:_authToken: ${value}`,
  );

  it('are never told', async () => {
    await fc.assert(
      fc.asyncProperty(authKey, secret, form, async (key, value, write) => {
        expect(await sayAll(write(key, value))).not.toContain(value);
      }),
      { numRuns: 300 },
    );
  });

  it('are not told when they come from a variable, wherever it stands', async () => {
    const place = fc.constantFrom(
      `registry=https://\${V}.example/`,
      `\${V}=x`,
      `//\${V}/:_authToken=x`,
      `@\${V}:registry=https://h.example/`,
      `git=\${V}`,
      `"registry"="https://h.example/\${V}"`,
      `fund=\${V}`,
      `[\${V}]\na=b`,
      `ca[]=\${V}`,
    );
    await fc.assert(
      fc.asyncProperty(place, secret, fc.array(anyLine, { maxLength: 2 }), async (line, value, others) => {
        const said = await sayAll([line, ...others].join('\n'), { V: value }).catch((error: unknown) => {
          if (error instanceof NpqError) return error.message;
          throw error;
        });
        expect(said).not.toContain(value);
      }),
      { numRuns: 300 },
    );
  });
});
