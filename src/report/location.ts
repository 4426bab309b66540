import type { Subject } from '../model/finding.ts';
import type { FileLocation, Report } from '../model/report.ts';

/** What `Report.locations` goes by. */
export function locationKey(subject: Subject): string {
  if (subject.kind === 'package') return subject.key;
  return subject.kind === 'plan' ? 'plan' : `project ${subject.path}`;
}

/** The line that a subject has, its file as the repository names it. `folder` is the project's in the repository. */
export function locationOf(
  { locations }: Pick<Report, 'locations'>,
  folder: string,
  subject: Subject,
): FileLocation | undefined {
  const found = locations?.get(locationKey(subject)) ?? locations?.get('plan');
  return found === undefined ? undefined : { ...found, file: `${folder}${found.file}` };
}
