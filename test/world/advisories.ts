import { createRequire } from 'node:module';
import { type Incoming, json, type Reply } from './http.ts';

const semver = createRequire(import.meta.url)('semver') as {
  satisfies(version: string, range: string): boolean;
};

/** One advisory of the registry's audit endpoints. */
export interface RegistryAdvisory {
  readonly name: string;
  /** npm version range, such as `<1.2.3`. */
  readonly vulnerable: string;
  readonly id?: number;
  readonly title?: string;
  readonly severity?: 'info' | 'low' | 'moderate' | 'high' | 'critical';
  readonly cwe?: readonly string[];
}

/** `POST /-/npm/v1/security/advisories/bulk`: names to versions in, names to advisories out; no name means none. */
export function bulkAdvisories(known: readonly RegistryAdvisory[], request: Incoming): Reply {
  const asked = parse<Record<string, string[]>>(request);
  if (asked === undefined) return json({ error: 'the audit request is no JSON object' }, 400);
  const found = Object.entries(asked).map(([name, versions]) => {
    const hits = known.filter(
      (one) => one.name === name && versions.some((version) => semver.satisfies(version, one.vulnerable)),
    );
    return [name, hits.map((hit) => document(hit, known.indexOf(hit)))] as const;
  });
  return json(Object.fromEntries(found.filter(([, hits]) => hits.length > 0)));
}

/** `POST /-/npm/v1/security/audits/quick`, the older form, which npm 10 falls back to: a whole tree goes in. */
export function quickAudit(known: readonly RegistryAdvisory[], request: Incoming): Reply {
  const installed = flatten(parse<AuditTree>(request) ?? {}, []);
  const advisories = known.flatMap((one, index) => {
    const hits = installed.filter(
      ({ name, version }) => name === one.name && semver.satisfies(version, one.vulnerable),
    );
    const findings = hits.map(({ version, path }) => ({ version, paths: [path.join('>')] }));
    return hits.length === 0 ? [] : [{ ...document(one, index), module_name: one.name, findings }];
  });
  const vulnerabilities: Record<string, number> = { info: 0, low: 0, moderate: 0, high: 0, critical: 0 };
  for (const { severity } of advisories) vulnerabilities[severity] = (vulnerabilities[severity] ?? 0) + 1;
  const byId = Object.fromEntries(advisories.map((one) => [one.id, one]));
  return json({
    actions: [],
    advisories: byId,
    muted: [],
    metadata: { vulnerabilities, totalDependencies: installed.length },
  });
}

interface AuditTree {
  readonly dependencies?: Readonly<Record<string, AuditTree & { readonly version: string }>>;
}

function flatten(
  tree: AuditTree,
  above: readonly string[],
): { name: string; version: string; path: string[] }[] {
  return Object.entries(tree.dependencies ?? {}).flatMap(([name, inner]) => {
    const path = [...above, name];
    return [{ name, version: inner.version, path }, ...flatten(inner, path)];
  });
}

function document(advisory: RegistryAdvisory, index: number) {
  const id = advisory.id ?? 1_000_000 + index;
  return {
    ...{ id, url: `https://advisories.example/${id}`, title: advisory.title ?? `A hole in ${advisory.name}` },
    ...{ severity: advisory.severity ?? 'high', vulnerable_versions: advisory.vulnerable },
    ...{ cwe: advisory.cwe ?? [], cvss: { score: 0, vectorString: null } },
  };
}

/** The caller says what shape it hopes for; undefined for anything but a JSON object. */
function parse<T>(request: Incoming): T | undefined {
  try {
    const value: unknown = JSON.parse(request.body.toString('utf8'));
    return value !== null && typeof value === 'object' ? (value as T) : undefined;
  } catch {
    return undefined;
  }
}
