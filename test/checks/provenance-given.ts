import type { Attestations, PreviousAttestations } from '../../src/evidence/needs.ts';
import type { Provenance } from '../../src/provenance/facts.ts';

/** The build of an honest release of Ada's teapot. */
export function aBuild(over: Partial<Provenance> = {}): Provenance {
  return {
    issuer: 'GitHub Actions',
    signer: 'https://github.com/ada/teapot/.github/workflows/publish.yml@refs/tags/v1.2.3',
    repository: 'https://github.com/ada/teapot',
    ...{ repositoryId: '4711', ownerId: '42', commit: 'c0ffee'.padEnd(40, '0'), ref: 'refs/tags/v1.2.3' },
    workflow: '.github/workflows/publish.yml',
    builder: 'https://github.com/ada/teapot/.github/workflows/publish.yml',
    ...{
      runner: 'hosted',
      trigger: 'release',
      run: 'https://github.com/ada/teapot/actions/runs/1/attempts/1',
    },
    log: { log: 'https://log.sigstore.example', index: '17', at: '2026-11-18T10:00:00.000Z' },
    ...{ level: 2, predicateType: 'https://slsa.dev/provenance/v1' },
    ...over,
  };
}

export function attested(over: Partial<Provenance> = {}): Attestations {
  return { kind: 'valid', provenance: aBuild(over) };
}

export function before(over: Partial<Provenance> = {}): PreviousAttestations {
  return { kind: 'valid', version: '1.2.2', provenance: aBuild({ ref: 'refs/tags/v1.2.2', ...over }) };
}
