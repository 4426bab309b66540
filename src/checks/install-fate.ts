import type { PlannedPackage, ScriptApproval } from '../model/plan.ts';
import type { NpmFacts } from './define.ts';
import { pasteable } from './wording.ts';

/** What becomes of a package's install scripts with this npm, its configuration and what the user approved. */
export type Fate =
  | { readonly kind: 'switched-off' }
  /** `gypfile: false`: npm will build only once it installs from a lockfile. */
  | { readonly kind: 'later' }
  | { readonly kind: 'denied'; readonly source: string }
  | { readonly kind: 'blocked' }
  | { readonly kind: 'approved-now' }
  | { readonly kind: 'approved'; readonly source: string; readonly pinned: boolean }
  | { readonly kind: 'runs' };

export function fateOf(pkg: PlannedPackage, npm: NpmFacts, runsNow: boolean): Fate {
  // npm's settings are for npm: another manager has rules of its own, and those are not known.
  if (npm.by !== undefined) return { kind: 'runs' };
  if (npm.approved.has(pkg.key)) return { kind: 'approved-now' };
  if (npm.ignoreScripts) return { kind: 'switched-off' };
  const approvals = pkg.entries.map(({ approval }) => approval);
  const [first] = approvals;
  if (first !== undefined && approvals.every((one) => one?.allowed === false)) {
    return { kind: 'denied', source: first.source };
  }
  if (!runsNow) return { kind: 'later' };
  // What npm runs in a clone, while it packs it, no entry of allowScripts keeps it from.
  const isGit = pkg.origin.kind === 'git';
  if (npm.unreviewed === 'blocked' && !isGit && approvals.every((one) => one?.allowed !== true)) {
    return { kind: 'blocked' };
  }
  const approving = approvals.filter(
    (one): one is ScriptApproval => one?.allowed === true && one.ofAnother !== true,
  );
  const [one] = approving;
  if (one === undefined || approving.length < approvals.length || isGit) return { kind: 'runs' };
  return { kind: 'approved', source: one.source, pinned: approving.every(({ pinned }) => pinned) };
}

/** Of what npm 12 keeps back only one way of several leads past it: a clone, or the other place of a package. */
const unless: Readonly<Record<NpmFacts['unreviewed'], string>> = {
  runs: '',
  warned: ', and warns unless allowScripts names it',
  blocked: ' only where allowScripts lets it',
};

export function fateWords(fate: Fate, npm: NpmFacts): string {
  switch (fate.kind) {
    case 'switched-off':
      return 'it will not run, because scripts are switched off';
    case 'later':
      return 'gypfile: false prevents that now, but not once it is installed from a lockfile';
    case 'denied':
      return `allowScripts of ${fate.source} denies it, and npm ${npm.major} does not run it`;
    case 'blocked':
      return `npm ${npm.major} will not run it, because allowScripts does not name it`;
    case 'approved-now':
      return 'you approved it, and it will run';
    case 'approved':
      return fate.pinned
        ? `allowScripts of ${fate.source} approves this version, and npm ${npm.major} runs it`
        : `allowScripts of ${fate.source} approves it whatever its version, and npm ${npm.major} runs it`;
    case 'runs':
      if (npm.by !== undefined) return `${npm.by} runs it, as far as npq knows`;
      return `npm ${npm.major} runs it${unless[npm.unreviewed]}`;
  }
}

/** `before`: the version that ran something else, or nothing. */
export function fateAdvice(
  fate: Fate,
  pkg: PlannedPackage,
  npm: NpmFacts,
  before: string | undefined,
): string {
  switch (fate.kind) {
    case 'switched-off':
    case 'denied':
      return 'Nothing to do now; look at it before you run npm rebuild.';
    case 'blocked': {
      const command =
        npm.approvals === 'package.json' ? pasteable('npm approve-scripts', pkg.name) : undefined;
      return command === undefined
        ? 'If it does not work without, read the script, and let allowScripts name this version.'
        : `If it does not work without, read the script, then: ${command}`;
    }
    case 'approved-now':
      return 'Nothing to do.';
    default: {
      const diff = before === undefined ? undefined : comparing(pkg, before);
      const read =
        diff === undefined
          ? 'Read it and the file that it starts'
          : `Read it, and what came with it: ${diff}`;
      if (npm.by !== undefined)
        return `${read}; if the package works without, keep ${npm.by} from running it.`;
      return `${read}; if the package works without, install with --ignore-scripts.`;
    }
  }
}

/** The command that shows how this version differs from another of the same package. */
function comparing({ name, version, origin }: PlannedPackage, other: string): string | undefined {
  const safe = [version, other].every((one) => /^[0-9][0-9A-Za-z.+-]*$/.test(one));
  if (!safe || origin.kind !== 'registry' || pasteable('', name) === undefined) return undefined;
  return `npm diff --diff=${name}@${other} --diff=${name}@${version}`;
}

/** Where the user may approve this script alone; undefined where there is nothing to approve, or no way. */
export function approvableIn(
  fate: Fate,
  pkg: PlannedPackage,
  { approvals }: NpmFacts,
): 'package.json' | 'ledger' | undefined {
  const open = fate.kind === 'runs' || fate.kind === 'blocked' || fate.kind === 'approved';
  if (!open || approvals === 'none' || pkg.origin.kind !== 'registry') return undefined;
  if (approvals === 'ledger') return fate.kind === 'approved' ? undefined : 'ledger';
  return pkg.entries.every(({ approvalKey }) => approvalKey !== undefined) ? 'package.json' : undefined;
}
