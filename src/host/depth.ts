/**
 * What tells an npq how many others it runs in: each one counts for what it starts. An npm that leads back to npq
 * would otherwise start one after the other for ever.
 */
const variable = 'NPQ_DEPTH';

export function depthIn(vars: Readonly<Record<string, string | undefined>>): number {
  const depth = Number.parseInt(vars[variable] ?? '', 10);
  return Number.isNaN(depth) ? 0 : depth;
}

export function deeper(vars: Parameters<typeof depthIn>[0]): Readonly<Record<string, string>> {
  return { [variable]: String(depthIn(vars) + 1) };
}
