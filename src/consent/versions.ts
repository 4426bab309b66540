import type { ChoiceOption } from './choices.ts';

/** Another version of a package that was typed, looked at by the same checks: it passes. */
export interface PassingVersion {
  readonly name: string;
  readonly version: string;
  /** `8 months`; absent where the registry's times are not believed. */
  readonly age?: string;
  /** What was found, in words: `nothing was found`. */
  readonly told: string;
}

export function versionOptions(versions: readonly PassingVersion[]): readonly ChoiceOption[] {
  return versions.map(({ name, version, age, told }) => ({
    choice: { kind: 'instead', name, target: name, version },
    label: `Install ${name} ${version}${age === undefined ? '' : `, ${age} old`}: ${told}`,
  }));
}
