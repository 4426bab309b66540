/** What there is of the local advisory database. */
export type DatabaseStatus =
  | { readonly state: 'none'; readonly path: string | undefined }
  | { readonly state: 'damaged'; readonly path: string; readonly why: string }
  | (DatabaseFigures & { readonly state: 'usable' })
  | (DatabaseFigures & { readonly state: 'too-old' | 'in-the-future'; readonly why: string });

export interface DatabaseFigures {
  readonly path: string;
  readonly bytes: number;
  readonly records: number;
  readonly packages: number;
  /** Records of the source that could not be understood and are missing. */
  readonly unreadable: number;
  /** Of the newest change that it knows, ISO 8601 UTC. */
  readonly newest: string;
  /** When the source was last asked, ISO 8601 UTC. */
  readonly madeAt: string;
  readonly ageDays: number;
  readonly maxAgeDays: number;
}
