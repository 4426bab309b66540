import type * as v from 'valibot';
import type { NeedKey, Needs } from '../evidence/needs.ts';
import type { Fact } from '../model/fact.ts';
import type { Absence, Outcome } from '../model/outcome.ts';
import type { Plan, PlannedPackage, ScriptRules } from '../model/plan.ts';

type OptionsSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

export type KnownFacts<N extends NeedKey> = { readonly [K in N]: Needs[K] };
export type MaybeFacts<U extends NeedKey> = { readonly [K in U]: Fact<Needs[K]> };

/** What of the user's npm decides whether a script will run. */
export interface NpmFacts extends ScriptRules {
  readonly major: number;
  /** `--ignore-scripts`, from wherever npm read it. */
  readonly ignoreScripts: boolean;
  /** Keys of the packages whose scripts the user approved one by one in this run; they run all the same. */
  readonly approved: ReadonlySet<string>;
}

interface Shared<O> {
  readonly plan: Plan;
  readonly now: Date;
  readonly npm: NpmFacts;
  readonly options: O;
}

/** What `run` gets besides its facts; `pkg` only where the check's scope is `package`. */
export type Context<S extends Scope, O> = S extends 'package'
  ? Shared<O> & { readonly pkg: PlannedPackage }
  : Shared<O>;

export type Scope = 'package' | 'plan' | 'project';

/** A larger number; a list that has all that it had, and more. */
export type Direction = 'larger' | 'more';

export interface CheckDefinition<
  S extends Scope,
  N extends NeedKey,
  U extends NeedKey,
  Schema extends OptionsSchema,
> {
  /** kebab-case, the name of the bad thing. */
  readonly id: string;
  readonly title: string;
  /** Why it matters; one or two sentences for the README and `npq explain`. */
  readonly why: string;
  readonly scope: S;
  /** Facts without which it cannot say anything: where one is unknown, so is the outcome. */
  readonly needs: readonly N[];
  /** Facts that may be unknown; the check says what it does then. */
  readonly uses: readonly U[];
  /**
   * Its ending unknown makes the verdict incomplete; with `where-offered` not on a registry that has no such
   * thing at all.
   */
  readonly essential: boolean | 'where-offered';
  /** The kind of fact it cannot do without and whose lasting absence the user may accept. */
  readonly absence?: Absence;
  /**
   * What it says changes while the bytes stay the same: it is run, and its facts are gathered, also where the
   * ledger answers for the package, and what it could not find out keeps no package out of the ledger.
   */
  readonly everyTime?: true;
  /** What leaves the machine for it, and to whom; a sentence for `npq explain`. */
  readonly leaves: string;
  /** Every option has a default; units are in the names. */
  readonly options: Schema;
  /**
   * In which direction an option makes the check stricter: that is what a project may do to it unasked. Of an
   * option that is not named here any change by a project is one that somebody has to agree to.
   */
  readonly stricter?: { readonly [O in keyof v.InferOutput<Schema>]?: Direction };
  /**
   * False where the question does not arise for this package: counted as not applicable, and its facts are
   * not asked for. Absent: it always arises.
   */
  applies?(context: Context<S, v.InferOutput<Schema>>): boolean;
  /**
   * Whatever the bytes are: asked also of a package that the ledger answers for, whose facts are not gathered.
   * Absent: the ledger's word is enough.
   */
  runOnVetted?(context: Context<S, v.InferOutput<Schema>>): Outcome;
  /**
   * Called with the names that the plan is likely to have, while it waits for the registry: to build what takes
   * long to build. The check works without it too.
   */
  expect?(name: string): void;
  run(facts: KnownFacts<N>, maybe: MaybeFacts<U>, context: Context<S, v.InferOutput<Schema>>): Outcome;
}

/** A check of any shape, as the runner sees it. */
// biome-ignore lint/suspicious/noExplicitAny: the only place where checks of different shapes meet
export type Check = CheckDefinition<any, any, any, any>;

/**
 * Defines a check: a pure, synchronous function from evidence to an outcome. The types of the facts follow
 * from `needs` and `uses`.
 */
export function defineCheck<
  const S extends Scope,
  const N extends NeedKey = never,
  const U extends NeedKey = never,
  const Schema extends OptionsSchema = OptionsSchema,
>(definition: CheckDefinition<S, N, U, Schema>): CheckDefinition<S, N, U, Schema> {
  return definition;
}
