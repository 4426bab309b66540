import alteredOnDisk from './altered-on-disk.ts';
import type { Check } from './define.ts';
import deprecated from './deprecated.ts';
import exoticSource from './exotic-source.ts';
import expiredDomain from './expired-domain.ts';
import foreignBinary from './foreign-binary.ts';
import freshRelease from './fresh-release.ts';
import hiddenInstallHook from './hidden-install-hook.ts';
import installScript from './install-script.ts';
import invalidAttestation from './invalid-attestation.ts';
import invalidSignature from './invalid-signature.ts';
import knownMalware from './known-malware.ts';
import knownVulnerability from './known-vulnerability.ts';
import lockfileTampering from './lockfile-tampering.ts';
import manifestConfusion from './manifest-confusion.ts';
import newCapability from './new-capability.ts';
import oversizedChange from './oversized-change.ts';
import projectScript from './project-script.ts';
import protestware from './protestware.ts';
import provenanceMismatch from './provenance-mismatch.ts';
import suspiciousCode from './suspicious-code.ts';
import trustDowngrade from './trust-downgrade.ts';
import typosquat from './typosquat.ts';

/** Every check, in the order of reports. */
export const checks: readonly Check[] = [
  knownMalware,
  lockfileTampering,
  alteredOnDisk,
  invalidSignature,
  invalidAttestation,
  hiddenInstallHook,
  suspiciousCode,
  manifestConfusion,
  projectScript,
  exoticSource,
  typosquat,
  installScript,
  newCapability,
  provenanceMismatch,
  trustDowngrade,
  freshRelease,
  foreignBinary,
  oversizedChange,
  expiredDomain,
  knownVulnerability,
  protestware,
  deprecated,
];
