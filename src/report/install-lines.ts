import type { InstallResult } from '../model/report.ts';
import { type Paragraph, span, type View } from './layout.ts';
import { counted } from './words.ts';

const mostDifferences = 5;

/** What happened after consent. */
export function installLines(install: InstallResult, view: View): readonly Paragraph[] {
  if (install.kind === 'not-run') {
    return [{ sign: span('·', 'faint'), spans: [span(`npm did not run: ${install.why}`)] }];
  }
  const receipt =
    install.receiptPath === undefined ? [] : [{ spans: [span(`receipt: ${install.receiptPath}`, 'faint')] }];
  const notes = (install.notes ?? []).map((text) => ({ sign: span('·', 'faint'), spans: [span(text)] }));
  return [outcome(install), ...differences(install.differences, view), ...notes, ...receipt];
}

function outcome(install: Extract<InstallResult, { kind: 'ran' }>): Paragraph {
  if (install.npmExitCode !== 0) {
    const text = `npm failed with exit code ${install.npmExitCode}`;
    return { sign: span('✗', 'bad'), spans: [span(text, 'bad')] };
  }
  if (install.matches === undefined) {
    const text = 'npm ended well, but what it installed could not be compared with the plan';
    return { sign: span('!', 'warn'), spans: [span(text, 'warn')] };
  }
  const compared = counted(install.compared, 'package');
  return install.matches
    ? {
        sign: span('✓', 'good'),
        spans: [span('installed', 'good'), span(`: ${compared}, each as it was checked`)],
      }
    : {
        sign: span('✗', 'bad'),
        spans: [
          span('differs', 'bad'),
          span(`: what npm installed is not what was checked (${compared} compared)`),
        ],
      };
}

function differences(all: readonly string[], view: View): readonly Paragraph[] {
  const shown = view.verbose ? all : all.slice(0, mostDifferences);
  const left = all.length - shown.length;
  return [
    ...shown.map((text) => ({ spans: [span(text)], lead: { first: '- ', rest: '  ' } })),
    ...(left > 0 ? [{ spans: [span(`and ${counted(left, 'more difference')}: --json`, 'faint')] }] : []),
  ];
}
