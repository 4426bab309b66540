import { formatId } from '../model/package-id.ts';
import type { GateRefusal, NestedPackage } from '../model/report.ts';

/** What npm asked the gate for. Paths and names are foreign text, cut to a length, without the secret. */
export interface GateLog {
  readonly packuments: number;
  readonly tarballs: number;
  readonly audits: number;
  readonly refused: readonly Refusal[];
  /** Refusals beyond those kept in `refused`. */
  readonly refusedMore: number;
  /** Names outside the plan whose packument was asked for: answered 404. */
  readonly outside: readonly string[];
  /** What scripts' own package managers took or wanted beyond the plan, each once. */
  readonly nested: readonly NestedPackage[];
}

interface Refusal extends GateRefusal {
  readonly method: string;
}

/** A script that asks without end must not fill our memory. */
const keptRefusals = 1000;
const keptNames = 10_000;
const longestText = 300;

export interface GateLogWriter {
  readonly log: GateLog;
  served(what: 'packument' | 'tarball' | 'audit'): void;
  refuse(refusal: Refusal): void;
  outside(name: string): void;
  nested(one: NestedPackage): void;
}

export function openGateLog(): GateLogWriter {
  const counts = { packument: 0, tarball: 0, audit: 0, refusedMore: 0 };
  const refused: Refusal[] = [];
  const outside = new Set<string>();
  const nested = new Map<string, NestedPackage>();
  const log: GateLog = {
    get packuments() {
      return counts.packument;
    },
    get tarballs() {
      return counts.tarball;
    },
    get audits() {
      return counts.audit;
    },
    get refusedMore() {
      return counts.refusedMore;
    },
    refused,
    get outside() {
      return [...outside];
    },
    get nested() {
      return [...nested.values()];
    },
  };
  return {
    log,
    served(what) {
      counts[what] += 1;
    },
    refuse(refusal) {
      if (refused.length >= keptRefusals) counts.refusedMore += 1;
      else refused.push({ ...refusal, path: cut(refusal.path), why: cut(refusal.why) });
    },
    outside(name) {
      if (outside.size < keptNames) outside.add(cut(name));
    },
    nested(one) {
      const key = cut(formatId(one));
      if (nested.size < keptNames || nested.has(key)) nested.set(key, one);
    },
  };
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
