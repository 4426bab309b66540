/** What the user typed, read by npm's own grammar. */
export interface Request {
  /** npm's name of the command: `install` for `i`, `add`, `isntall`. */
  readonly verb: string;
  readonly typedVerb: string;
  /** Positional arguments after the verb, those behind `--` too. */
  readonly specs: readonly string[];
  /** The command line for npm: the user's own, without npq's options. Verb included. */
  readonly npmArgs: readonly string[];
  readonly own: OwnOptions;
}

/** npq's own options; they stand before any `--`. */
export interface OwnOptions {
  readonly preset: string | undefined;
  /** `--json`, which npm knows too: one report on stdout, npm's own output on stderr. */
  readonly json: boolean;
  readonly nonInteractive: boolean;
  readonly verbose: boolean;
  /** Project files that this command line vouches for: `--trust .npmrc`. */
  readonly trust: readonly string[];
  /** Specs of git and URL dependencies whose addresses this command line permits to contact. */
  readonly permit: readonly string[];
  /** `warn`: what an essential check could not find out is told, and stops nothing. */
  readonly onIncomplete?: 'fail' | 'warn';
  /** `--report sarif=out.sarif`, in the order in which they were written; without a file it goes to stdout. */
  readonly reports?: readonly WantedReport[];
  /** `--summary-file`: absolute path of a file that gets one JSON line with what became of the run. */
  readonly summaryFile?: string;
  /** `--base`: a git ref, against which only what changed is looked at. */
  readonly base?: string;
}

export const reportFormats = ['human', 'json', 'sarif', 'markdown', 'github'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface WantedReport {
  readonly format: ReportFormat;
  /** Absolute path. */
  readonly file?: string;
}
