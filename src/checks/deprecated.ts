import * as v from 'valibot';
import { clean, flag, outcomeOfUnknown } from '../model/outcome.ts';
import type { PlannedPackage } from '../model/plan.ts';
import { defineCheck } from './define.ts';
import { pasteable, shortened } from './wording.ts';

const messageLimit = 300;

export default defineCheck({
  id: 'deprecated',
  title: 'Version is deprecated by its maintainers',
  why: 'Its own maintainers advise against it; holes in it are seldom mended.',
  scope: 'package',
  needs: ['versionDocument'],
  uses: ['deprecationsTold'],
  essential: false,
  leaves: "The package's name, to the registry that npm would fetch it from.",
  options: v.object({}),
  // Only a registry deprecates; a tarball or repository has nobody to say it.
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ versionDocument }, { deprecationsTold }, { pkg }) {
    const { deprecated } = versionDocument;
    // An empty message is how npm takes a deprecation back.
    if (deprecated === undefined || deprecated === '') {
      // Silence means something only where the registry speaks.
      return deprecationsTold.status === 'known' ? clean : outcomeOfUnknown(deprecationsTold);
    }

    const direct = pkg.entries.some((entry) => entry.direct);
    return flag({
      severity: 'low',
      confidence: 'high',
      message: 'deprecated by its maintainers',
      advice: direct ? adviseDirect(pkg.name) : adviseTransitive(pkg),
      excerpt: [shortened(deprecated, messageLimit)],
      data: { message: shortened(deprecated, messageLimit), direct },
    });
  },
});

function adviseDirect(name: string): string {
  const command = pasteable('npm view', name);
  const look = command === undefined ? '' : `; ${command} shows what there is`;
  return `Choose another version or what the message proposes${look}.`;
}

function adviseTransitive(pkg: PlannedPackage): string {
  const first = pkg.entries[0]?.path[0];
  const asking = first === undefined ? 'the package that asks for it' : first;
  return `Nothing of yours asks for it; a newer ${asking} may do without.`;
}
