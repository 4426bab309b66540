import { beforeAll, describe, expect, it } from 'vitest';
import { judgeAttestations } from '../../src/provenance/attestations.ts';
import { openVerifier } from '../../src/provenance/verifier.ts';
import { certificateOf, provenanceStatement, publishStatement } from '../world/provenance.ts';
import { createSigningKey } from '../world/signing.ts';
import { type Bundle, createSigstore } from '../world/sigstore.ts';
import { damaged, kitchen, registry, teapot, wrapped } from './given.ts';

let given: Awaited<ReturnType<typeof kitchen>>;
let publish: Bundle;
let provenance: Bundle;
beforeAll(async () => {
  given = await kitchen();
  [publish, provenance] = await Promise.all([given.publish(), given.provenance()]);
});

const codesOf = (result: ReturnType<typeof judgeAttestations>) =>
  result.kind === 'valid' ? 'valid' : result.failures.map(({ code }) => code);

describe('attestations of a version', () => {
  it('hold where registry and CI both signed these bytes, and tell of the build', () => {
    const result = given.judge(provenance, publish);
    expect(result).toMatchObject({
      kind: 'valid',
      provenance: {
        issuer: 'GitHub Actions',
        signer: 'https://github.com/ada/teapot/.github/workflows/publish.yml@refs/tags/v1.0.0',
        repository: 'https://github.com/ada/teapot',
        ...{
          repositoryId: '4711',
          ownerId: '42',
          ref: 'refs/tags/v1.0.0',
          trigger: 'release',
          runner: 'hosted',
        },
        commit: 'c0ffee0000000000000000000000000000000000',
        workflow: '.github/workflows/publish.yml',
        builder: 'https://github.com/ada/teapot/.github/workflows/publish.yml',
        run: 'https://github.com/ada/teapot/actions/runs/1001/attempts/1',
        log: { log: 'https://log.sigstore.example' },
        level: 2,
        predicateType: 'https://slsa.dev/provenance/v1',
      },
    });
  });

  it('hold in either order', () => {
    expect(codesOf(given.judge(publish, provenance))).toBe('valid');
  });

  it('need both kinds, each once', () => {
    expect(codesOf(given.judge(provenance))).toEqual(['missing']);
    expect(codesOf(given.judge(publish))).toEqual(['missing']);
    expect(codesOf(given.judge())).toEqual(['missing']);
    expect(codesOf(given.judge(publish, provenance, provenance))).toEqual(['contradiction']);
  });

  it('are believed for what is signed, not for what they are handed out as', () => {
    const entries = [
      wrapped(publish),
      { ...wrapped(provenance), predicateType: 'https://slsa.dev/provenance/v9' },
    ];
    expect(codesOf(judgeAttestations(entries, teapot, given.verifier))).toEqual(['predicate-type']);
  });
});

describe('attestations fail', () => {
  it('where the statement was changed after it was signed', () => {
    const forged = damaged(provenance, ({ dsseEnvelope }) => {
      const text = Buffer.from(dsseEnvelope.payload, 'base64')
        .toString()
        .replaceAll('ada/teapot', 'eve/teapot');
      dsseEnvelope.payload = Buffer.from(text).toString('base64');
    });
    expect(codesOf(given.judge(publish, forged))).toEqual(['signature']);
  });

  it('for another package, another version and other bytes', () => {
    const about = (other: object) =>
      judgeAttestations([publish, provenance].map(wrapped), { ...teapot, ...other }, given.verifier);
    expect(codesOf(about({ name: 'teapot' }))).toEqual(['subject', 'subject']);
    expect(codesOf(about({ version: '1.2.4' }))).toEqual(['subject', 'subject']);
    expect(codesOf(about({ integrity: `sha512-${'A'.repeat(86)}==` }))).toEqual(['subject', 'subject']);
  });

  it('where the log or the certificate authority is nobody we trust', async () => {
    const elsewhere = await createSigstore();
    const forged = await elsewhere.attest(provenanceStatement(teapot), certificateOf());
    expect(codesOf(given.judge(publish, forged))).toEqual(['signature']);
  });

  it('where another key signed for the registry, even under its id', async () => {
    const other = createSigningKey();
    const by = { key: { ...other, keyid: given.key.keyid } };
    const forged = await given.sigstore.attest(publishStatement(teapot, registry), by);
    expect(codesOf(given.judge(forged, provenance))).toEqual(['signature']);
    const unknown = await given.sigstore.attest(publishStatement(teapot, registry), { key: other });
    expect(codesOf(given.judge(unknown, provenance))).toEqual(['signature']);
  });

  it('where the key of the registry had ended when it signed', async () => {
    const [key] = given.trust.keys;
    if (!key) throw new Error('there is a key');
    const ended = await openVerifier(given.trust, [{ ...key, end: '2024-01-01T00:00:00.000Z' }]);
    expect(codesOf(judgeAttestations([publish, provenance].map(wrapped), teapot, ended))).toEqual([
      'signature',
    ]);
  });

  it('where registry and CI speak for each other', async () => {
    const byCi = await given.sigstore.attest(publishStatement(teapot, registry), certificateOf());
    expect(codesOf(given.judge(byCi, provenance))).toEqual(['signer']);
    const byKey = await given.sigstore.attest(provenanceStatement(teapot), { key: given.key });
    expect(codesOf(given.judge(publish, byKey))).toEqual(['signer']);
  });

  it('where a person signed, or a CI that nobody knows', async () => {
    const sign = (subject: string, extensions: Record<number, string>) =>
      given.sigstore.attest(provenanceStatement(teapot), { subject, extensions });
    const { subject, extensions } = certificateOf();
    const accounts = 'https://accounts.google.com';
    const person = await sign('https://people.example/ada', { 1: accounts, 8: accounts });
    expect(codesOf(given.judge(publish, person))).toEqual(['signer']);
    const stranger = 'https://token.actions.githubusercontent.com.evil.example';
    const ci = await sign(subject, { ...extensions, 1: stranger, 8: stranger });
    expect(codesOf(given.judge(publish, ci))).toEqual(['signer']);
    const elsewhere = await sign(
      'https://github.com.evil.example/ada/teapot/.github/workflows/p.yml@refs/heads/main',
      extensions,
    );
    expect(codesOf(given.judge(publish, elsewhere))).toEqual(['signer']);
  });

  it.each([
    ['repository', { repository: 'eve/teapot' }],
    ['commit', { commit: 'bad'.padEnd(40, '0') }],
    ['ref', { ref: 'refs/heads/main' }],
    ['workflow', { workflow: '.github/workflows/other.yml' }],
    ['run', { runId: '1002' }],
    ['repository id', { repositoryId: '4712' }],
    ['owner id', { ownerId: '43' }],
    ['trigger', { trigger: 'pull_request_target' }],
    ['runner', { runner: 'self-hosted' }],
  ] as const)('where the statement names another %s than the certificate', async (_what, stated) => {
    const forged = await given.provenance(stated, {});
    expect(codesOf(given.judge(publish, forged))).toEqual(['contradiction']);
  });

  it('where a certificate names a field twice or contradicts itself', async () => {
    const { subject, extensions } = certificateOf();
    const forged = await given.sigstore.attest(provenanceStatement(teapot), {
      subject,
      extensions: { ...extensions, 5: 'eve/teapot' },
    });
    expect(codesOf(given.judge(publish, forged))).toEqual(['certificate']);
  });
});

describe('the SLSA build level', () => {
  const generator = 'https://github.com/slsa-framework/slsa-github-generator/.github/workflows';
  it.each([
    [2, {}],
    [1, { runner: 'self-hosted' }],
    [3, { builder: `${generator}/builder_nodejs_slsa3.yml@refs/tags/v2.1.0` }],
    [3, { builder: `${generator}/delegator_lowperms-generic_slsa3.yml@refs/tags/v2.1.0` }],
    [1, { builder: `${generator}/builder_nodejs_slsa3.yml@refs/tags/v2.1.0`, runner: 'self-hosted' }],
    [2, { builder: `${generator}/builder_nodejs_slsa3.yml@refs/heads/main` }],
    [
      2,
      { builder: `${generator.replace('slsa-framework', 'eve')}/builder_nodejs_slsa3.yml@refs/tags/v2.1.0` },
    ],
  ] as const)('is %i for %j', async (level, build) => {
    const result = given.judge(publish, await given.provenance(build));
    expect(result).toMatchObject({ kind: 'valid', provenance: { level } });
  });
});
