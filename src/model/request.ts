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
  /** `--on-incomplete=warn`: what an essential check could not find out is told, and stops nothing. */
  readonly onIncomplete?: 'warn';
}
