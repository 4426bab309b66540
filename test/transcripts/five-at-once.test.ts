import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runNpqHere } from '../e2e/npq-here.ts';
import { type Dns, openDns } from '../world/dns.ts';
import { downloadsService } from '../world/downloads.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { openWhois, type Whois } from '../world/whois.ts';
import { createWorld, type World } from '../world/world.ts';
import { expectTranscript } from './transcript.ts';

/** The five attacks that npq is known for, in one install: still one screen, and each with a way on from it. */
let world: World;
let dns: Dns;
let whois: Whois;
let project: TempProject;

beforeEach(async () => {
  [world, dns, whois] = await Promise.all([createWorld(), openDns(), openWhois([])]);
  world.allowMissing('npm');
  project = tempProject();
  mkdirSync(join(project.home, 'npq'), { recursive: true });
  const services = { whois: whois.url, dns: dns.url };
  // On a busy machine three seconds are over before anybody could answer.
  const checks = { 'expired-domain': { patienceSeconds: 60 } };
  writeFileSync(join(project.home, 'npq', 'npq.json'), JSON.stringify({ services, checks }));
});
afterEach(async () => {
  project.dispose();
  await Promise.all([world.close(), dns[Symbol.asyncDispose](), whois[Symbol.asyncDispose]()]);
  expect(world.errors).toEqual([]);
});

/** Ages are told, and what is young and what is old is judged otherwise: they stay the same whenever this runs. */
const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000 - 60_000).toISOString();

const ada = { name: 'ada', email: 'ada@kettle.dev' };
const build = { repository: 'ada/kettle', ref: 'refs/tags/v1.4.0' };

function nobodyHas(domain: string): void {
  world.rdap.set(domain, null);
  dns.set(domain, null);
}

interface Reading {
  /** What is the case. */
  readonly cause: string;
  /** What may come of it, be it told with the cause or with the way on. */
  readonly consequence: string;
  /** On the arrow's lines: what to run now. */
  readonly next: string;
}

const malware: Reading = {
  cause: 'known malware (MAL-2026-1042)',
  consequence: 'treat the machine and its secrets as stolen',
  next: 'npm ls expresss',
};
const script = (before: string): Reading => ({
  cause: `has an install script that ${before} did not have`,
  consequence: 'npm 11 runs it',
  next: 'npm diff --diff=',
});
const lostDomain: Reading = {
  cause: 'is not registered',
  consequence: 'anybody can take it, and with it reset the password and publish',
  next: 'npm owner ls ',
};
const slip = (meant: string): Reading => ({
  cause: `has nearly the name of ${meant}`,
  consequence: 'what it runs has your rights',
  next: `npq install ${meant}`,
});
const hole = (next: string): Reading => ({
  ...{ cause: 'has a known hole: Lets any file be read (GHSA-35jh-r3h4-6jhm)', next },
  consequence: 'Lets any file be read',
});

/** Holds that the screen is one that somebody reads to its end, and that it says this of each finding. */
async function expectReadable(
  name: string,
  args: readonly string[],
  readings: Readonly<Record<string, Reading>>,
): Promise<void> {
  const result = await runNpqHere(args, project, world);
  expectTranscript(name, args, result, project);
  const lines = result.stderr.trimEnd().split('\n');
  expect(lines.length, result.stderr).toBeLessThanOrEqual(40);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  const told = findingsOn(lines);
  expect(told.map(({ check }) => check).sort()).toEqual(Object.keys(readings).sort());
  for (const { check, message, advice } of told) {
    const { cause, consequence, next } = readings[check] as Reading;
    expect(message, check).toContain(cause);
    expect(`${message} ${advice}`, check).toContain(consequence);
    expect(advice, check).toContain(next);
  }
}

interface Told {
  readonly check: string;
  readonly message: string;
  readonly advice: string;
}

/** What stands before the mark of each finding, and from the arrow below it to the mark of the next. */
function findingsOn(lines: readonly string[]): readonly Told[] {
  const text = lines.map((line) => line.trim()).join(' ');
  const parts = text.split(/\(([a-z-]+), (?:low|medium|high|critical)[^)]*\)/);
  const marks = parts.flatMap((part, at) => (at % 2 === 1 ? [[part, at] as const] : []));
  return marks.map(([check, at]) => {
    const [, ...below] = parts[at + 1]?.split('→ ') ?? [];
    return { check, message: parts[at - 1] ?? '', advice: below.join('→ ') };
  });
}

describe('all five at once', () => {
  it('in one tree', async () => {
    const { publish } = world.registry();
    publish({ name: 'lodahs', version: '1.0.0', publishedAt: daysAgo(83) });
    world.mountService('downloads', downloadsService({ lodahs: 12 }).service);
    const kettle = { name: 'kettle', publisher: ada };
    const honest = publish({ ...kettle, version: '1.4.0', publishedAt: daysAgo(632) });
    await world.attest(honest, build);
    publish({
      ...{ ...kettle, version: '2.0.0', publishedAt: daysAgo(22) },
      ...{
        manifest: { scripts: { postinstall: 'node brew.js' } },
        files: { 'brew.js': "import('./steep')\n" },
      },
    });
    nobodyHas('kettle.dev');
    publish({ name: 'lid', version: '1.0.3' });
    publish({ name: 'teapot', version: '2.1.0', manifest: { dependencies: { lid: '1.0.3' } } });
    world.osv.publish({
      ...{ id: 'GHSA-35jh-r3h4-6jhm', name: 'lid', fixed: '1.0.4', severity: 'HIGH' },
      summary: 'Lets any file be read',
    });
    await expectReadable('21-five-at-once', ['install', 'lodahs', 'kettle', 'teapot'], {
      'known-vulnerability': hole('npm pkg set overrides.lid=1.0.4'),
      'trust-downgrade': {
        cause: 'was published without provenance',
        consequence: 'for which a stolen token is enough',
        next: 'npq install kettle@1.4.0',
      },
      'new-install-hook': script('1.4.0'),
      'expired-domain': lostDomain,
      typosquat: slip('lodash'),
    });
  });

  it('in one package, which is known to be malware besides', async () => {
    const publisher = { name: 'eve', email: 'eve@kettle.dev' };
    const squat = { name: 'expresss', publisher, manifest: { repository: 'github:expressjs/express' } };
    const { publish } = world.registry();
    await world.attest(publish({ ...squat, version: '4.0.0', publishedAt: daysAgo(632) }), build);
    const manifest = { ...squat.manifest, scripts: { postinstall: 'node setup.js' } };
    const worse = {
      version: '5.0.0',
      publishedAt: daysAgo(22),
      files: { 'setup.js': 'go()' },
    };
    await world.attest(publish({ ...squat, ...worse, manifest }), { ...build, repository: 'eve/kettle' });
    world.mountService('downloads', downloadsService({ expresss: 40 }).service);
    nobodyHas('kettle.dev');
    world.osv.publish(
      {
        id: 'MAL-2026-1042',
        name: 'expresss',
        versions: ['5.0.0'],
        summary: 'Malicious code in expresss (npm)',
      },
      {
        id: 'GHSA-35jh-r3h4-6jhm',
        name: 'expresss',
        fixed: '5.0.1',
        severity: 'HIGH',
        summary: 'Lets any file be read',
      },
    );
    await expectReadable('20-five-in-one', ['install', 'expresss'], {
      'known-malware': malware,
      'known-vulnerability': hole('npq install expresss@5.0.1'),
      'provenance-mismatch': {
        cause:
          'was built from https://github.com/eve/kettle, but its package.json names github:expressjs/express',
        consequence: "its code may be somebody else's",
        next: 'npq install expresss@4.0.0',
      },
      'new-install-hook': script('4.0.0'),
      'expired-domain': lostDomain,
      typosquat: slip('express'),
    });
  });
});
