import type { ErrorCode } from '../errors.ts';
import type { VerdictKind } from '../model/verdict.ts';

/** Every code that npq itself ends with. Where npm ran and failed, npm's own code is passed on. */
export const exitCodes = {
  passed: { code: 0, word: 'passed', meaning: 'passed, and npm installed what was checked' },
  resolveFailed: {
    code: 1,
    word: 'not resolved',
    meaning: 'npm could not resolve the request either; or npm itself failed (its own code)',
  },
  blocked: { code: 20, word: 'blocked', meaning: 'blocked by the policy' },
  needsDecision: {
    code: 21,
    word: 'needs a decision',
    meaning: 'a person has to decide, and nobody could be asked',
  },
  incomplete: {
    code: 22,
    word: 'incomplete',
    meaning: 'an essential check, or the comparison after the install, could not be done',
  },
  declined: { code: 23, word: 'declined', meaning: 'somebody was asked and declined' },
  differs: { code: 24, word: 'differs', meaning: 'the installed tree differs from what was vetted' },
  usage: { code: 64, word: 'usage', meaning: 'the command line cannot be understood' },
  unreachable: {
    code: 69,
    word: 'out of reach',
    meaning:
      'the registry, a service, npm itself or what this machine has to give (disk, permission) is out of reach',
  },
  bug: { code: 70, word: 'a bug in npq', meaning: 'a bug in npq' },
  config: {
    code: 78,
    word: 'configuration',
    meaning: 'bad configuration, or a project setting that nobody agreed to',
  },
  interrupted: { code: 130, word: 'interrupted', meaning: 'interrupted' },
} as const;

const ofError: Record<ErrorCode, number> = {
  usage: exitCodes.usage.code,
  'config-invalid': exitCodes.config.code,
  'config-untrusted': exitCodes.config.code,
  'npm-not-found': exitCodes.unreachable.code,
  'npm-unsupported': exitCodes.unreachable.code,
  'manager-not-found': exitCodes.unreachable.code,
  'resolve-failed': exitCodes.resolveFailed.code,
  'only-too-young': exitCodes.needsDecision.code,
  'registry-unreachable': exitCodes.unreachable.code,
  'service-failed': exitCodes.unreachable.code,
  'unsafe-environment': exitCodes.config.code,
  'state-unwritable': exitCodes.config.code,
  'system-refused': exitCodes.unreachable.code,
  'gate-failed': exitCodes.unreachable.code,
  interrupted: exitCodes.interrupted.code,
};

export function exitCodeOfError(code: ErrorCode): number {
  return ofError[code];
}

/** Where the verdict stands and nobody is there to be asked. */
export function exitCodeOfVerdict(kind: VerdictKind): number {
  switch (kind) {
    case 'pass':
      return exitCodes.passed.code;
    case 'ask':
      return exitCodes.needsDecision.code;
    case 'block':
      return exitCodes.blocked.code;
    case 'incomplete':
      return exitCodes.incomplete.code;
  }
}

/** In a word or two, for the last line of a run. */
export function exitWord(code: number): string {
  return Object.values(exitCodes).find((known) => known.code === code)?.word ?? `ended with ${code}`;
}

/** For the README: a Markdown table. */
export function exitCodesTable(): string {
  const rows = Object.values(exitCodes).map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  return ['| code | meaning |', '|---|---|', ...rows].join('\n');
}
