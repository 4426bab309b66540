import type { Provenance } from '../model/provenance.ts';
import type { Report } from '../model/report.ts';
import { type Paragraph, span, type View } from './layout.ts';
import { counted, packageLabel } from './words.ts';

/**
 * How many packages show where they were built; verbose: where. That is identity and no praise, so it stands
 * beside the numbers and not among the findings.
 */
export function provenanceLines({ plan, provenance }: Report, view: View): readonly Paragraph[] {
  const proven = plan.packages.flatMap((pkg) => {
    const one = provenance?.get(pkg.key);
    return one ? [{ label: packageLabel(pkg), provenance: one }] : [];
  });
  if (proven.length === 0) return [];
  if (!view.verbose) {
    const text = `${counted(proven.length, 'package')} with provenance: --npq-verbose shows where from`;
    return [{ spans: [span(text, 'faint')] }];
  }
  return proven.map(({ label, provenance }) => ({
    spans: [span(`${label} ${whence(provenance)}`, 'faint')],
  }));
}

export function whence({
  repository,
  commit,
  ref,
  workflow,
  builder,
  issuer,
  run,
  log,
  level,
}: Provenance): string {
  const by =
    workflow === undefined || !builder.endsWith(workflow)
      ? `${workflow ?? 'a workflow'} with ${builder}`
      : workflow;
  const where = run === undefined ? '' : `, run ${run}`;
  return `was built from ${repository} at ${commit} (${ref}) by ${by} on ${issuer}${where}, SLSA build level ${level}; entry ${log.index} of ${log.log}`;
}
