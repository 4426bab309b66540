import type { RawPackument } from 'pacote';
import type { PackageId } from '../model/package-id.ts';
import type { VerdictKind } from '../model/verdict.ts';
import type { VettedPackage } from './vetted.ts';

/**
 * Vets what scripts' own package managers ask for while npm owns the terminal. The gate's address is no secret
 * from scripts, so everything here is asked for without the user's credentials.
 */
export interface OnTheSpot {
  /** npm's flat options for the requests upstream. */
  readonly options: Readonly<Record<string, unknown>>;
  /**
   * The registry's document, without versions that are too young to be chosen. Rejects with the registry's
   * error (`E404`, `E401`, …).
   */
  document(name: string): Promise<RawPackument>;
  /** Base URL of the registry that this name belongs to. */
  registryFor(name: string): string;
  vet(id: PackageId): Promise<SpotVerdict>;
}

/** Anything but `pass` is a no: there is nobody to ask. */
export type SpotVerdict =
  | {
      readonly verdict: 'pass';
      readonly vetted: VettedPackage;
      /** What could not be found out, where the user lets that stop nothing. */
      readonly tolerated?: string;
    }
  | { readonly verdict: Exclude<VerdictKind, 'pass'>; readonly why: string };
