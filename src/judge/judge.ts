import type { Finding, Subject } from '../model/finding.ts';
import type { Judgement } from '../model/judgement.ts';
import { checksOf, type Parts, type Story } from './define.ts';
import freshInstallHook from './fresh-install-hook.ts';
import hijackedRelease from './hijacked-release.ts';
import newInstallHook from './new-install-hook.ts';

/** Earlier ones take their parts first: a finding belongs to one story at most. */
export const stories: readonly Story[] = [hijackedRelease, freshInstallHook, newInstallHook];

/**
 * Puts findings on the same subject together where they tell one story. A judgement stands where its first part
 * stood; what belongs to no story stays as it is, and nothing is lost: every finding is in the answer or absorbed.
 */
export function judge(findings: readonly Finding[], table: readonly Story[] = stories): readonly Finding[] {
  const inStory = new Map<Finding, Judgement>();
  for (const ofSubject of groupBySubject(findings)) {
    for (const story of table) {
      const judgement = attempt(
        story,
        ofSubject.filter((finding) => !inStory.has(finding)),
      );
      if (judgement === undefined) continue;
      for (const part of judgement.absorbs) inStory.set(part, judgement);
    }
  }
  return [...new Set(findings.map((finding) => inStory.get(finding) ?? finding))];
}

function attempt(story: Story, findings: readonly Finding[]): Judgement | undefined {
  const checks = checksOf(story);
  const absorbs = findings.filter(
    (finding) => checks.includes(finding.check) && (story.counts?.(finding, findings) ?? true),
  );
  const isThere = (group: readonly string[]) => absorbs.some(({ check }) => group.includes(check));
  if (!(story.besides ?? []).every(isThere)) return undefined;
  const parts: Record<string, readonly [Finding, ...Finding[]]> = Object.create(null);
  for (const check of story.from) {
    const [first, ...others] = absorbs.filter((finding) => finding.check === check);
    if (first === undefined) return undefined;
    parts[check] = [first, ...others];
  }
  const [first] = absorbs;
  if (first === undefined) return undefined;
  const facts = [...new Set(absorbs.flatMap((finding) => finding.facts))];
  const circumstantial = absorbs.some((finding) => finding.circumstantial)
    ? { circumstantial: true as const }
    : {};
  const draft = { ...circumstantial, ...story.tell(parts as Parts<string>, absorbs) };
  return { ...draft, check: story.id, subject: first.subject, facts, absorbs };
}

function groupBySubject(findings: readonly Finding[]): Iterable<readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = subjectKey(finding.subject);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return groups.values();
}

function subjectKey(subject: Subject): string {
  switch (subject.kind) {
    case 'package':
      return `package ${subject.key}`;
    case 'project':
      return `project ${subject.path}`;
    case 'plan':
      return 'plan';
  }
}
