import { asObject, own } from '../content/foreign.ts';
import { type Fact, known, type Unknown, unknown } from '../model/fact.ts';
import { isoTime } from './registry-document.ts';
import { sentinels } from './sentinels.ts';
import { unknownFrom } from './trouble.ts';

const id = 'registry-profile';
const toleranceMs = 24 * 3_600_000;
/** One sentinel may be missing or unreachable; a single true time may be chance. */
const leastAnswers = 2;

type Answer = 'true' | 'other' | 'none' | Unknown;

/** Holds the registry's times of the sentinel packages against the true ones. */
export async function holdAgainstSentinels(
  registry: string,
  load: (name: string) => Promise<unknown>,
  now: () => Date,
): Promise<Fact<true>> {
  const answers = await Promise.all(sentinels.map((sentinel) => ask(sentinel, load)));
  const count = (kind: Answer) => answers.filter((answer) => answer === kind).length;
  if (count('other') > 0) {
    const detail = `${registry} tells when it copied a version, not when that was published`;
    return unknown('not-offered', id, detail);
  }
  if (count('true') >= leastAnswers) return known(true, id, now());
  for (const answer of answers) if (typeof answer === 'object') return answer;
  if (count('none') === 0) return unknown('not-offered', id, `${registry} tells too few publish times`);
  return unknown('not-offered', id, `${registry} has no package whose true publish time is known`);
}

async function ask(
  { name, version, publishedAt }: (typeof sentinels)[number],
  load: (name: string) => Promise<unknown>,
): Promise<Answer> {
  let document: unknown;
  try {
    document = await load(name);
  } catch (error) {
    const trouble = unknownFrom(error, id);
    return trouble.reason === 'not-found' ? 'none' : trouble;
  }
  const times = asObject(own(asObject(document) ?? {}, 'time'));
  const versions = asObject(own(asObject(document) ?? {}, 'versions')) ?? {};
  // A private registry may have a package of its own under this name.
  if (!Object.hasOwn(versions, version)) return 'none';
  const at = times && isoTime(own(times, version));
  if (at === undefined) return 'other';
  return Math.abs(Date.parse(at) - Date.parse(publishedAt)) <= toleranceMs ? 'true' : 'other';
}
