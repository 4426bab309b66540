import { listed } from '../model/listed.ts';
import type { InstallResult, NestedPackage } from '../model/report.ts';
import { type Paragraph, type Span, span, type View, whole } from './layout.ts';
import { counted, formatNumber } from './words.ts';

const mostDifferences = 5;
const mostNested = 5;

/** What happened after consent. */
export function installLines(install: InstallResult, view: View): readonly Paragraph[] {
  if (install.kind === 'not-run') {
    return [{ sign: span('·', 'faint'), spans: [span(`npm did not run: ${install.why}`)] }];
  }
  const receipt =
    install.receiptPath === undefined
      ? []
      : [{ spans: [span('receipt: ', 'faint'), whole(tilde(install.receiptPath, view), 'faint')] }];
  const notes = (install.notes ?? []).map((text) => ({ sign: span('·', 'faint'), spans: [span(text)] }));
  return [
    outcome(install),
    ...differences(install.differences, view),
    ...(install.matches === false ? [doNotRun] : []),
    ...(install.npmExitCode === 0 ? [] : refusedLine(install)),
    ...nestedLines(install, view),
    ...notes,
    ...receipt,
  ];
}

type Ran = Extract<InstallResult, { kind: 'ran' }>;

/** Why npm may have failed: it, or a script, wanted what nobody vetted. */
function refusedLine({ refused = [], nested = [] }: Ran): readonly Paragraph[] {
  if (nested.some(({ verdict }) => verdict !== 'pass')) return [];
  const [first, ...more] = [...new Set(refused.map(({ path, why }) => `${path}: ${why}`))];
  if (first === undefined) return [];
  const rest = more.length > 0 ? ` (and ${formatNumber(more.length)} more: --json)` : '';
  return [{ spans: [span(`the gate refused ${first}${rest}`)] }];
}

/** What scripts' own package managers got and did not get. */
function nestedLines({ nested = [] }: Ran, view: View): readonly Paragraph[] {
  const most = view.verbose ? nested.length : mostNested;
  const passed = nested.filter(({ verdict }) => verdict === 'pass').map(label);
  const refused = nested.filter(({ verdict }) => verdict !== 'pass');
  return [
    ...(passed.length > 0
      ? [
          {
            sign: span('·', 'faint'),
            spans: [span(`scripts installed more, each vetted on the spot: ${listed(passed, most)}`)],
          },
        ]
      : []),
    ...refused.slice(0, most).map((one) => ({
      sign: span('!', 'warn'),
      spans: [span(`a script asked for ${label(one)} and was refused`, 'warn'), span(`: ${one.why ?? ''}`)],
    })),
    ...(refused.length > most
      ? [{ spans: [span(`and ${formatNumber(refused.length - most)} more refused: --json`, 'faint')] }]
      : []),
  ];
}

function label({ name, version }: NestedPackage): string {
  return `${name} ${version}`;
}

const doNotRun: Paragraph = {
  spans: [span('Run nothing of it: remove node_modules, find out what changed it, then install again.')],
  lead: { first: '→ ', rest: '  ' },
};

function outcome(install: Ran): Paragraph {
  if (install.npmExitCode !== 0 && install.matches !== true && install.tried !== true) {
    const text = `npm failed with exit code ${install.npmExitCode}`;
    return { sign: span('✗', 'bad'), spans: [span(text, 'bad')] };
  }
  if (install.tried) {
    return {
      sign: span('·', 'faint'),
      spans: [span('nothing was installed: npm only tried it (--dry-run)'), ...endedOtherwise(install)],
    };
  }
  if (install.matches === undefined) {
    const text = 'npm ended well, but what it installed could not be compared with the plan';
    return { sign: span('!', 'warn'), spans: [span(text, 'warn')] };
  }
  const unit = install.byPlace ? 'place' : 'package';
  const compared = counted(install.compared, unit);
  return install.matches
    ? {
        sign: span('✓', 'good'),
        spans: [
          span('installed', 'good'),
          span(`: ${compared}, each ${install.byPlace ? 'holding what was checked' : 'as it was checked'}`),
          ...endedOtherwise(install),
        ],
      }
    : {
        sign: span('✗', 'bad'),
        spans: [
          span('differs', 'bad'),
          span(`: what npm installed is not what was checked (${compared} compared)`),
        ],
      };
}

/** Holes that an audit left, tests that failed: what was installed is right all the same. */
function endedOtherwise({ npmExitCode }: Ran): readonly Span[] {
  return npmExitCode === 0 ? [] : [span(`; npm ended with exit code ${npmExitCode}`, 'warn')];
}

/** Shorter to read, and a shell still takes it. */
function tilde(path: string, { home }: View): string {
  const inHome = home !== undefined && home !== '' && path.startsWith(`${home}/`);
  return inHome ? `~${path.slice(home.length)}` : path;
}

function differences(all: readonly string[], view: View): readonly Paragraph[] {
  const shown = view.verbose ? all : all.slice(0, mostDifferences);
  const left = all.length - shown.length;
  return [
    ...shown.map((text) => ({ spans: [span(text)], lead: { first: '- ', rest: '  ' } })),
    ...(left > 0 ? [{ spans: [span(`and ${counted(left, 'more difference')}: --json`, 'faint')] }] : []),
  ];
}
