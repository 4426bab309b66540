import type { Severity } from '../../model/finding.ts';

type Metrics = ReadonlyMap<string, string>;
type Weights = Readonly<Record<string, number>>;

const attackVector: Weights = { N: 0.85, A: 0.62, L: 0.55, P: 0.2 };
const attackComplexity: Weights = { L: 0.77, H: 0.44 };
const privileges: Weights = { N: 0.85, L: 0.62, H: 0.27 };
const privilegesScopeChanged: Weights = { N: 0.85, L: 0.68, H: 0.5 };
const userInteraction: Weights = { N: 0.85, R: 0.62 };
const impact: Weights = { H: 0.56, L: 0.22, N: 0 };

/** The severity that a CVSS vector of version 3 or 4 comes to; undefined for what is none of them. */
export function severityOfVector(vector: string): Severity | undefined {
  if (vector.length > 500) return undefined;
  const [head, ...parts] = vector.split('/');
  const metrics = new Map(
    parts.map((part) => [part.slice(0, part.indexOf(':')), part.slice(part.indexOf(':') + 1)]),
  );
  if (metrics.size !== parts.length) return undefined;
  if (head === 'CVSS:3.0' || head === 'CVSS:3.1') return rated(baseScore(metrics));
  if (head === 'CVSS:4.0') return rated(baseScore(asVersion3(metrics)));
  return undefined;
}

/** https://www.first.org/cvss/v3.1/specification-document, section 7.1. */
function baseScore(metrics: Metrics): number | undefined {
  const scope = metrics.get('S');
  if (scope !== 'U' && scope !== 'C') return undefined;
  const changed = scope === 'C';
  const weights = [
    weight(metrics, 'AV', attackVector),
    weight(metrics, 'AC', attackComplexity),
    weight(metrics, 'PR', changed ? privilegesScopeChanged : privileges),
    weight(metrics, 'UI', userInteraction),
    ...['C', 'I', 'A'].map((key) => weight(metrics, key, impact)),
  ];
  const [av, ac, pr, ui, c, i, a] = weights;
  if (av === undefined || ac === undefined || pr === undefined || ui === undefined) return undefined;
  if (c === undefined || i === undefined || a === undefined) return undefined;
  const lost = 1 - (1 - c) * (1 - i) * (1 - a);
  const harm = changed ? 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 : 6.42 * lost;
  if (harm <= 0) return 0;
  const ease = 8.22 * av * ac * pr * ui;
  return roundedUp(Math.min(changed ? 1.08 * (harm + ease) : harm + ease, 10));
}

/**
 * Version 4 scores by a table of its own. Read as the nearest vector of version 3 it is rated no milder: what
 * version 3 does not know (attack requirements, passive interaction) is left out rather than held in favour.
 */
function asVersion3(metrics: Metrics): Metrics {
  const worst = (vulnerable: string, subsequent: string) => {
    const found = [metrics.get(vulnerable), metrics.get(subsequent)];
    if (found.includes(undefined)) return '';
    return ['H', 'L', 'N'].find((level) => found.includes(level)) ?? '';
  };
  const beyond = ['SC', 'SI', 'SA'].some((key) => metrics.get(key) !== 'N');
  const copied = ['AV', 'AC', 'PR'].map((key) => [key, metrics.get(key) ?? ''] as const);
  const interaction = { N: 'N', P: 'N', A: 'R' }[metrics.get('UI') ?? ''] ?? '';
  return new Map([
    ...copied,
    ['UI', interaction],
    ['S', beyond ? 'C' : 'U'],
    ['C', worst('VC', 'SC')],
    ['I', worst('VI', 'SI')],
    ['A', worst('VA', 'SA')],
  ]);
}

function weight(metrics: Metrics, key: string, weights: Weights): number | undefined {
  const value = metrics.get(key);
  return value !== undefined && Object.hasOwn(weights, value) ? weights[value] : undefined;
}

/** The specification's own way up to one decimal, which floating point cannot push over an edge. */
function roundedUp(score: number): number {
  const whole = Math.round(score * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

function rated(score: number | undefined): Severity | undefined {
  if (score === undefined) return undefined;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}
