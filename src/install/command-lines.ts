import type { Request } from '../model/request.ts';
import type { LayerName, NpmConfig } from '../plan/npm.ts';

/** `npm install-test` in its two steps: what was installed is compared before the project's tests run it. */
export function installsFirst(request: Request, config: NpmConfig): Request | undefined {
  const verb = twoSteps.get(request.verb);
  if (verb === undefined) return undefined;
  return { ...request, verb, npmArgs: [verb, ...cliOptions(config), '--', ...request.specs] };
}

const twoSteps: ReadonlyMap<string, string> = new Map([
  ['install-test', 'install'],
  ['install-ci-test', 'ci'],
]);

/** The user's options for another npm command: as npm read them, since positionals must not come along. */
export function cliOptions(config: Pick<NpmConfig, 'layers'>): readonly string[] {
  return [...layerOf(config, 'cli')].flatMap(([key, value]) => optionTexts(key, value));
}

export function layerOf(
  { layers }: Pick<NpmConfig, 'layers'>,
  wanted: LayerName,
): ReadonlyMap<string, unknown> {
  return layers.find(({ name }) => name === wanted)?.data ?? new Map<string, unknown>();
}

function optionTexts(key: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one) => optionTexts(key, one));
  if (value === true) return [`--${key}`];
  if (value === false || value === null) return [`--no-${key}`];
  if (value instanceof Date) return [`--${key}=${value.toISOString()}`];
  if (typeof value === 'string' || typeof value === 'number') return [`--${key}=${value}`];
  return [];
}

/** `npm audit fix` ends with 1 also where it has installed what it could and some holes are left. */
export function mayHaveInstalled({ verb }: Pick<Request, 'verb'>, exitCode: number): boolean {
  return exitCode === 0 || (verb === 'audit' && exitCode === 1);
}
