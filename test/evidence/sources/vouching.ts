import { readFileSync } from 'node:fs';
import { createAskRegistry } from '../../../src/evidence/ask-registry.ts';
import { loadProfiles } from '../../../src/evidence/profile.ts';
import { loadPinnedKeys } from '../../../src/evidence/registry-keys.ts';
import { attestationsSource } from '../../../src/evidence/sources/attestations.ts';
import { packumentSource } from '../../../src/evidence/sources/packument.ts';
import { previousAttestationsSource } from '../../../src/evidence/sources/previous-attestations.ts';
import { signaturesSource } from '../../../src/evidence/sources/signatures.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import { createPackumentStore } from '../../../src/plan/packuments.ts';
import { decodeTrustFile, type Trust } from '../../../src/provenance/trust.ts';
import type { RegistryHandle } from '../../world/registry.ts';
import type { World } from '../../world/world.ts';
import { clock, npmOptions, type TempFolder } from '../support.ts';

/**
 * All that vouches for packages of one registry, as a new npq with this state folder sees it. The world's registries
 * share a key: only of `public` it is known ahead.
 */
export async function vouching(
  world: World,
  folder: TempFolder,
  registry: RegistryHandle = world.registry(),
  over: { patienceMs?: number; npmsOwn?: string; trust?(): Promise<Trust> } = {},
) {
  const options = { ...npmOptions(registry.url, folder), preferOnline: true };
  const host = { files: nodeFiles, clock };
  const profiles = await loadProfiles(host, { state: folder.path }, options);
  const packuments = createPackumentStore(options);
  const ask = createAskRegistry({ npm: options, now: clock.now, patienceMs: over.patienceMs ?? 1_500 });
  const pinned = await loadPinnedKeys(host, { state: folder.path }, ask);
  const trust = decodeTrustFile(JSON.parse(readFileSync(world.trustFile, 'utf8')));
  if (!trust) throw new Error("the world's trust file is none");
  const keys = registry.name === 'public' ? trust.keys : [];
  const documents = packumentSource({ packuments, clock });
  const input = {
    ...{
      documents,
      ask,
      pinned,
      npmsOwn: over.npmsOwn ?? 'https://npm.example/',
      now: clock.now,
      trust: over.trust ?? (async () => ({ ...trust, keys })),
    },
    told: (url: string, what: 'signaturesTold' | 'attestationsTold' | 'timesBelieved') =>
      profiles[what](url, packuments),
  };
  const attestations = attestationsSource(input);
  return {
    ...{ pinned, attestations, signatures: signaturesSource(input) },
    previous: previousAttestationsSource({ documents, attestations, now: clock.now }),
  };
}
