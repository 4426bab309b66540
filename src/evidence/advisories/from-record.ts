import type { PackageId } from '../../model/package-id.ts';
import { type Word, wordOn } from './affects.ts';
import type { Advisory } from './feed.ts';
import type { OsvRecord } from './osv-record.ts';
import { kindOf, ratingOf } from './rating.ts';

/** A record of a file that is searched by us: undefined where it is withdrawn or not about this version. */
export function advisoryFor(record: OsvRecord, id: PackageId): Advisory | undefined {
  const word = wordOn(record, id.name, id.version);
  return record.withdrawn || word.about !== 'this' ? undefined : advisory(record, word);
}

/**
 * A record that a service named for this version. Its word counts for more than our reading of the ranges: a
 * disagreement is told, and drops nothing. Undefined where it is withdrawn.
 */
export function advisoryNamed(record: OsvRecord, { name, version }: PackageId): Advisory | undefined {
  if (record.withdrawn) return undefined;
  const word = wordOn(record, name, version);
  if (word.about === 'this') return advisory(record, word);
  const doubt =
    word.about === 'elsewhere'
      ? `${record.id} lists other versions than ${version}.`
      : `${record.id} does not name ${name}.`;
  return { ...advisory(record, word), doubt };
}

function advisory(record: OsvRecord, { entries, fixed }: Word): Advisory {
  const ofPackage = entries.flatMap(({ ratings }) => ratings);
  const weaknesses = [...record.weaknesses, ...entries.flatMap((entry) => entry.weaknesses)];
  const kind = kindOf([record.id, ...record.aliases], weaknesses);
  const rating =
    kind === 'malware'
      ? ({ severity: 'critical', rated: true } as const)
      : ratingOf(ofPackage.length > 0 ? ofPackage : record.ratings);
  return {
    ...{ id: record.id, aliases: record.aliases, kind, ...rating, summary: record.summary, fixed },
    ...(record.modified === undefined ? {} : { modified: record.modified }),
  };
}
