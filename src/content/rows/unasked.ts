import { traitDeeds } from '../../model/code-signs.ts';
import { byNoName } from '../traits/in-hand.ts';
import { ofProgram } from '../traits/patched-programs.ts';
import { atRandom, beside } from '../traits/tampers.ts';
import { allFiles, can, fileHit, otherFiles, type Row, traitsIn } from './seen.ts';
import { isSmall } from './whole.ts';

/** What an import does that nobody who writes the import can want. */

/** No template needs require, and whoever loads modules calls what compiles them by its name. */
const compilesUnnamed: Row = (seen) =>
  allFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const traits = traitsIn(record, ['runs-text']).filter(({ what }) => what === byNoName);
    if (traits.length === 0 || !isSmall(seen, shown)) return [];
    const tier = seen.closure.has(path) || seen.entries.has(path) ? 'high' : 'notice';
    const does = `${traitDeeds(traits)} and hands it require, ${byNoName}`;
    return [fileHit(seen, { id: 'C29', tier, path, does, traits })];
  });

const sabotages: Row = (seen) =>
  otherFiles(seen).flatMap((shown) => {
    const { path, record } = shown;
    const traits = traitsIn(record, ['alters-others']).filter(
      ({ what }) => what === atRandom || what === ofProgram || (what === beside && can(record, 'network')),
    );
    if (traits.length === 0 || !isSmall(seen, shown) || !seen.entries.has(path)) return [];
    return [fileHit(seen, { id: 'C20', tier: 'high', path, does: traitDeeds(traits), traits })];
  });

export const unaskedRows: readonly Row[] = [compilesUnnamed, sabotages];
