import * as v from 'valibot';
import type { FileDifference } from '../evidence/needs.ts';
import type { FindingDraft, Severity } from '../model/finding.ts';
import { clean, flag } from '../model/outcome.ts';
import { defineCheck } from './define.ts';
import { shortened } from './wording.ts';

const mostShown = 8;

export default defineCheck({
  id: 'altered-on-disk',
  title: 'What lies in node_modules is not what was published',
  why: 'npm rebuild runs the scripts of packages as they lie on the disk: whoever could write there since they were installed has put in what runs now.',
  scope: 'package',
  needs: ['filesOnDisk'],
  uses: [],
  essential: true,
  // The disk may be another one the next time.
  everyTime: true,
  leaves: "The package's name and version, to the registry that npm would fetch it from.",
  options: v.object({}),
  applies: ({ pkg, plan }) => plan.asItLies === true && comparable.has(pkg.origin.kind),
  run({ filesOnDisk }) {
    const findings = filesOnDisk.differing.flatMap(({ place, files }) =>
      kinds.flatMap((kind) => {
        const these = files.filter((file) => kindOf(file) === kind);
        return these.length === 0 ? [] : [finding(kind, place, these)];
      }),
    );
    return findings.length === 0 ? clean : flag(...findings);
  },
});

/** Bundled packages lie among the files of the one that brings them; folders are the user's own. */
const comparable: ReadonlySet<string> = new Set(['registry', 'remote', 'git', 'file']);

const kinds = ['changed', 'builds', 'missing', 'added'] as const;
type Kind = (typeof kinds)[number];

/** One new file at the root is enough to make npm build a package that has no install script. */
function kindOf({ path, what }: FileDifference): Kind {
  return what === 'added' && /^[^/]*\.gyp$/.test(path) ? 'builds' : what;
}

const severities: Readonly<Record<Kind, Severity>> = {
  changed: 'critical',
  builds: 'critical',
  missing: 'medium',
  added: 'medium',
};

function message(kind: Kind, place: string, [first, ...more]: readonly FileDifference[]): string {
  const path = shortened(first?.path ?? '', 100);
  const one = more.length === 0;
  const what = one ? path : `${path} and ${more.length} more file${more.length === 1 ? '' : 's'}`;
  const where = `${what} at ${shortened(place, 100)}`;
  switch (kind) {
    case 'changed':
      return `${where} ${one ? 'has' : 'have'} other content than the published one`;
    case 'builds':
      return `${where} ${one ? 'makes' : 'make'} npm build something that was not published`;
    case 'missing':
      return `${where} ${one ? 'is' : 'are'} missing, though ${one ? 'it was' : 'they were'} published`;
    case 'added':
      return `${where} ${one ? 'was' : 'were'} not published; a build may have left ${one ? 'it' : 'them'}`;
  }
}

function finding(kind: Kind, place: string, files: readonly FileDifference[]): FindingDraft {
  return {
    severity: severities[kind],
    confidence: 'high',
    message: message(kind, place, files),
    advice:
      kind === 'added'
        ? 'If an earlier build left it there, nothing is wrong; otherwise remove the folder and install it anew.'
        : 'Remove the folder and install it anew, unless its own script changed it and you know that.',
    excerpt: files.slice(0, mostShown).map((file) => shortened(`${file.what}: ${file.path}`)),
    // What is vetted are the bytes of the registry, and this is about others.
    circumstantial: true,
    data: { kind, place, files: files.slice(0, 100).map((file) => file.path), count: files.length },
  };
}
