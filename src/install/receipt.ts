import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { hasCode, NpqError } from '../errors.ts';
import type { Files } from '../host/host.ts';
import type { Origin, Plan } from '../model/plan.ts';
import type { NestedPackage } from '../model/report.ts';
import type { Comparison } from './compare.ts';
import type { GateLog } from './gate-log.ts';
import type { VettedPackage } from './vetted.ts';

export interface ReceiptInput {
  readonly npqVersion: string;
  readonly npmVersion: string;
  readonly nodeVersion: string;
  /** Id of the policy under which the packages passed: `preset balanced`. */
  readonly policy: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly request: { readonly verb: string; readonly specs: readonly string[] };
  readonly npmExitCode: number;
  readonly plan: Plan;
  readonly vetted: readonly VettedPackage[];
  readonly comparison: Comparison;
  readonly gate: GateLog;
}

/** What was vetted, and the proof that npm recorded it. Output only: nothing ever reads one to decide. */
export interface ReceiptV1 {
  readonly receipt: 1;
  readonly npq: string;
  readonly npm: string;
  readonly node: string;
  readonly policy: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly project: string;
  readonly global: boolean;
  readonly request: { readonly verb: string; readonly specs: readonly string[] };
  readonly npmExitCode: number;
  readonly packages: readonly ReceiptPackage[];
  readonly comparison: Comparison;
  readonly gate: {
    readonly packuments: number;
    readonly tarballs: number;
    readonly audits: number;
    readonly refused: number;
    readonly outside: readonly string[];
    /** What scripts' own package managers were given, or refused, beyond the plan. */
    readonly nested: readonly NestedPackage[];
  };
}

interface ReceiptPackage {
  readonly name: string;
  readonly version: string;
  /** SRI; null where there is none (git, folders, bundled packages). */
  readonly integrity: string | null;
  readonly origin: Origin;
  readonly places: readonly string[];
}

export function makeReceipt(input: ReceiptInput): ReceiptV1 {
  const { plan, gate } = input;
  const integrities = new Map(input.vetted.map((one) => [one.package.key, one.integrity]));
  return {
    receipt: 1,
    npq: input.npqVersion,
    npm: input.npmVersion,
    node: input.nodeVersion,
    policy: input.policy,
    startedAt: input.startedAt.toISOString(),
    finishedAt: input.finishedAt.toISOString(),
    project: plan.path,
    global: plan.global,
    request: { verb: input.request.verb, specs: input.request.specs },
    npmExitCode: input.npmExitCode,
    packages: plan.packages.map((pkg) => ({
      name: pkg.name,
      version: pkg.version,
      integrity: integrities.get(pkg.key) ?? pkg.integrity ?? null,
      origin: pkg.origin,
      places: pkg.entries.map(({ place }) => place),
    })),
    comparison: input.comparison,
    gate: {
      packuments: gate.packuments,
      tarballs: gate.tarballs,
      audits: gate.audits,
      refused: gate.refused.length + gate.refusedMore,
      outside: gate.outside,
      nested: gate.nested,
    },
  };
}

/** Writes it as a whole or not at all; undefined where npq has no folder to keep it in. */
export async function writeReceipt(
  files: Files,
  stateFolder: string | undefined,
  receipt: ReceiptV1,
): Promise<string | undefined> {
  if (stateFolder === undefined) return undefined;
  const time = receipt.finishedAt.replace(/[-:.]/g, '');
  const text = `${JSON.stringify(receipt, null, 2)}\n`;
  // Two installs may end in the same millisecond, and each has a receipt of its own.
  const content = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const path = join(stateFolder, 'receipts', `${time}-${content}.json`);
  try {
    await files.writeAtomic(path, text);
    return path;
  } catch (error) {
    if (!hasCode(error)) throw error;
    throw new NpqError('state-unwritable', {
      message: `npm has installed, but the receipt could not be written to ${path}: ${error.code}.`,
      hint: 'Make the folder writable, or name another one with NPQ_HOME.',
      cause: error,
    });
  }
}
