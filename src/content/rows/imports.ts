import { type Capability, type TraitKind, traitDeeds } from '../../model/code-signs.ts';
import type { Hit, Tier } from './rows.ts';
import { can, fileHit, otherFiles, type Row, traitsIn } from './seen.ts';
import { isSmall } from './whole.ts';

/**
 * Attacks that wait until somebody imports the package: no hook, and a host of the attacker's own that no list
 * has. What is weighed is taking and sending in one small file; large bundles do all things at once.
 */
function combined(
  id: string,
  { has, reach, tier }: { has: readonly TraitKind[]; reach: readonly Capability[]; tier: [Tier, Tier] },
  words: string,
): Row {
  return (seen) =>
    otherFiles(seen).flatMap((shown): readonly Hit[] => {
      const { path, record } = shown;
      const traits = traitsIn(record, has);
      if (traits.length === 0 || !can(record, ...reach) || !isSmall(seen, shown)) return [];
      const [atImport, elsewhere] = tier;
      const does = `${traitDeeds(traits)}${words}`;
      const weight = seen.entries.has(path) ? atImport : elsewhere;
      return [fileHit(seen, { id, tier: weight, path, does, traits })];
    });
}

const sendsEnvironment = combined(
  'C14',
  { has: ['environment-dump'], reach: ['network'], tier: ['high', 'high'] },
  ' and uses the network',
);

const runsWhatItFetches = combined(
  'C15',
  { has: ['runs-text'], reach: ['network'], tier: ['notice', 'info'] },
  ' and uses the network',
);

const able: readonly Capability[] = ['network', 'child-process', 'dynamic-code'];
const hidden = ' and runs programs, texts or requests';

const hiddenProgram = combined(
  'C16',
  { has: ['jsfuck', 'escape-run'], reach: able, tier: ['high', 'notice'] },
  hidden,
);

/** Who sells what he writes packs it, too. */
const packedProgram = combined('C16', { has: ['packer'], reach: able, tier: ['notice', 'info'] }, hidden);

/** Bundles hold everything; what a small file runs is told by the parser, unless it hides even that. */
const runsWhatItDecodes = combined(
  'C22',
  { has: ['decodes', 'encoded-text', 'long-encoded'], reach: ['dynamic-code'], tier: ['notice', 'info'] },
  ' and runs texts as code',
);

/** An address that is kept in base64 or hex is meant to be found by nobody but the program. */
const hidesWhereTo: Row = (seen) =>
  otherFiles(seen).flatMap((shown): readonly Hit[] => {
    const { path, record } = shown;
    const traits = traitsIn(record, ['encoded-text']);
    if (traits.length === 0 || !isSmall(seen, shown)) return [];
    if (!able.some((one) => can(record, one))) return [];
    const does = `${traitDeeds(traits)}${hidden}`;
    return [fileHit(seen, { id: 'E9', tier: 'high', path, does, traits })];
  });

/** A request to a public address without a name, and not only such an address. */
const asksAddress: Row = (seen) =>
  otherFiles(seen).flatMap(({ path, record }): readonly Hit[] => {
    const asked = new Set(traitsIn(record, ['request']).map(({ what }) => what));
    const traits = traitsIn(record, ['raw-address']).filter(({ what }) => asked.has(what));
    if (traits.length === 0) return [];
    return [fileHit(seen, { id: 'C23', tier: 'high', path, does: traitDeeds(traits), traits })];
  });

export const importRows: readonly Row[] = [
  ...[sendsEnvironment, runsWhatItFetches, hiddenProgram, packedProgram, runsWhatItDecodes, asksAddress],
  hidesWhereTo,
];
