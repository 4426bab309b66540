import { partsOf } from '../model/judgement.ts';
import type { Report } from '../model/report.ts';
import type { ChoiceOption } from './choices.ts';

/** More slips than these in one command line are typed anew. */
const most = 3;

/**
 * For each package that was typed with nearly the name of another: that other one. Only what stands on the command
 * line can be exchanged; a package.json is not npq's to edit.
 */
export function insteadOptions({
  plan,
  verdict,
  request,
}: Pick<Report, 'plan' | 'verdict' | 'request'>): readonly ChoiceOption[] {
  // Other commands name what is there already, and the one that was meant has to be installed.
  if (!['install', 'install-test'].includes(request.verb)) return [];
  const targets = new Map<string, string>();
  for (const { finding, action } of verdict.findings) {
    if (action !== 'ask' && action !== 'block') continue;
    for (const { check, data, subject } of partsOf(finding)) {
      const target = check === 'typosquat' ? data['target'] : undefined;
      const name = subject.kind === 'package' && plan.packages.find(({ key }) => key === subject.key)?.name;
      if (typeof target !== 'string' || !name) continue;
      if (request.specs.some((spec) => askedFor(spec, name))) targets.set(name, target);
    }
  }
  return [...targets].slice(0, most).map(([name, target]) => ({
    choice: { kind: 'instead', name, target },
    label: `Install ${target} instead of ${name}`,
  }));
}

const aliasPrefix = /^(?:@[^/]+\/)?[^@/]+@npm:/;

/**
 * `name`, `name@range` and `alias@npm:name@range`, taken apart where they ask for this package: what stands before
 * the name, and what is wanted of it.
 */
export function askedFor(spec: string, name: string): { before: string; wanted: string } | undefined {
  const before = aliasPrefix.exec(spec)?.[0] ?? '';
  const real = spec.slice(before.length);
  if (real !== name && !real.startsWith(`${name}@`)) return undefined;
  return { before, wanted: real.slice(name.length + 1) };
}
