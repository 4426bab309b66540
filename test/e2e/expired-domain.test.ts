import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectTranscript } from '../transcripts/transcript.ts';
import { type Dns, openDns } from '../world/dns.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { openWhois, type Whois, whoisRecord } from '../world/whois.ts';
import { createWorld, type World } from '../world/world.ts';
import { runNpqHere } from './npq-here.ts';

/** A package whose maintainer has a mail domain of her own, from `npq install` to the verdict. */
let world: World;
let dns: Dns;
let whois: Whois;
let project: TempProject;

beforeEach(async () => {
  [world, dns, whois] = await Promise.all([createWorld(), openDns(), openWhois(['io'])]);
  world.allowMissing('npm');
  project = tempProject();
  mkdirSync(join(project.home, 'npq'), { recursive: true });
  const services = { whois: whois.url, dns: dns.url };
  writeFileSync(join(project.home, 'npq', 'npq.json'), JSON.stringify({ services }));
});
afterEach(async () => {
  project.dispose();
  await Promise.all([world.close(), dns[Symbol.asyncDispose](), whois[Symbol.asyncDispose]()]);
  expect(world.errors).toEqual([]);
});

function publishUnder(email: string): void {
  const publisher = { name: 'ada', email };
  world
    .registry()
    .publish({ name: 'teapot', version: '1.0.0', publishedAt: '2014-05-06T00:00:00.000Z', publisher });
  world
    .registry()
    .publish({ name: 'teapot', version: '1.1.0', publishedAt: '2026-03-01T00:00:00.000Z', publisher });
}

interface JsonReport {
  readonly unknowns: readonly object[];
  readonly findings: readonly { readonly check: string; readonly data: { readonly sign?: string } }[];
}

async function install() {
  const { code, stdout } = await runNpqHere(['install', 'teapot', '--json'], project, world);
  const report = JSON.parse(stdout) as JsonReport;
  const signs = report.findings
    .filter(({ check }) => check === 'expired-domain')
    .map(({ data }) => data.sign);
  return { code, signs, unknowns: report.unknowns };
}

describe('npq install', () => {
  it('asks nothing where the domain has been theirs all along', async () => {
    publishUnder('ada@teapot.dev');
    const { code, signs, unknowns } = await install();
    expect({ code, signs, unknowns }).toEqual({ code: 0, signs: [], unknowns: [] });
    expect(dns.asked).toContain('teapot.dev MX');
    expect(world.carrying('ada@')).toEqual([]);
  });

  it('needs a decision where nobody has the domain', async () => {
    publishUnder('ada@teapot.dev');
    world.rdap.set('teapot.dev', null);
    dns.set('teapot.dev', null);
    const args = ['install', 'teapot'];
    const result = await runNpqHere(args, project, world);
    expect(result.code).toBe(21);
    expectTranscript('21-expired-domain', args, result, project);
  });

  it('needs a decision where somebody took the domain again and then published', async () => {
    publishUnder('ada@teapot.dev');
    world.rdap.set('teapot.dev', { registered: '2026-02-20T00:00:00Z' });
    const args = ['install', 'teapot'];
    const result = await runNpqHere(args, project, world);
    expect(result.code).toBe(21);
    expectTranscript('21-domain-registered-again', args, result, project);
  });

  it('asks WHOIS where there is no RDAP', async () => {
    publishUnder('ada@teapot.io');
    whois.say('teapot.io', whoisRecord('teapot.io', { status: 'redemptionPeriod' }));
    expect(await install()).toMatchObject({ code: 21, signs: ['redemption'] });
    expect(whois.asked).toEqual(['io', 'teapot.io']);
  });

  it('says what it did not find out, and goes on', async () => {
    publishUnder('ada@teapot.dev');
    world.rdap.fail(/./, { kind: 'hang' });
    const args = ['install', 'teapot'];
    const result = await runNpqHere(args, project, world);
    expect(result.code).toBe(0);
    expect(result.stderr.replace(/\s+/g, ' ')).toContain('unknown: expired-domain for teapot 1.1.0');
  });
});
