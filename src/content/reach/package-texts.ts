import type { PackedManifest, TarballFile } from '../../evidence/needs.ts';
import type { Unfolding } from '../syntax/unfold.ts';

/** What the files of a package are asked for. */
export interface PackageTexts {
  readonly manifest: PackedManifest;
  readonly files: ReadonlyMap<string, TarballFile>;
  /** Undefined where it is no text, or was too large to be kept. */
  text(path: string): string | undefined;
  /** Parsed once, however often it is asked for. */
  unfolded(path: string): Unfolding | undefined;
  /**
   * What is written where something is loaded, of files too that are not kept. Undefined where nobody knows: there
   * is more of it than is read or noted.
   */
  loads(path: string): Iterable<string> | undefined;
  /** Files that show something: whether an import comes to them is worth following. */
  readonly telling?: readonly string[];
  /** Nobody clones it, and no file is one that its prepare script must not start. */
  readonly preparesNothing?: boolean;
}
