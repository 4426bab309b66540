import type { Check } from './define.ts';
import deprecated from './deprecated.ts';
import exoticSource from './exotic-source.ts';
import expiredDomain from './expired-domain.ts';
import freshRelease from './fresh-release.ts';
import installScript from './install-script.ts';
import lockfileTampering from './lockfile-tampering.ts';
import projectScript from './project-script.ts';
import typosquat from './typosquat.ts';

/** Every check, in the order of reports. */
export const checks: readonly Check[] = [
  lockfileTampering,
  projectScript,
  exoticSource,
  typosquat,
  installScript,
  freshRelease,
  expiredDomain,
  deprecated,
];
