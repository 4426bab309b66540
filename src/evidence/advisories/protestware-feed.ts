import semver from 'semver';
import { known } from '../../model/fact.ts';
import type { PackageId } from '../../model/package-id.ts';
import type { Advisory, Feed } from './feed.ts';
import { type Protest, protestware, protestwareListDate } from './protestware-list.ts';

/** npq's own list of what databases file under vulnerabilities, or not at all. */
export function protestwareFeed(list: readonly Protest[] = protestware): Feed {
  const at = new Date(protestwareListDate);
  return {
    ...{ id: 'protestware-list', batchSize: 5_000, concurrency: 1, audience: 'local' },
    async load(packages) {
      const answers = packages.map((pkg) => {
        const advisories = list.filter((one) => isAbout(one, pkg)).map(advisoryOf);
        return [pkg.key, known({ advisories, asOf: at.toISOString() }, 'protestware-list', at)] as const;
      });
      return new Map(answers);
    },
  };
}

function isAbout(one: Protest, { name, version }: PackageId): boolean {
  return (
    one.name === name && semver.satisfies(version, one.versions, { includePrerelease: true, loose: true })
  );
}

function advisoryOf({ name, does, since, ids }: Protest): Advisory {
  const id = `protestware-${name}-${since}`;
  const summary = `this version ${does} (since ${since})`;
  return {
    ...{ id, aliases: ids, kind: 'protestware', severity: 'medium', rated: true, summary, fixed: [] },
  };
}
