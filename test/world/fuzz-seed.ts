import fc from 'fast-check';

/**
 * A run says the same twice, so that what is red comes from the change at hand. New inputs are looked for on purpose:
 * `FUZZ_SEED=random` (a failing property prints the seed it had), or a number to see one again.
 */
const asked = process.env['FUZZ_SEED'] ?? '20261123';

if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: seedOf(asked) });

function seedOf(text: string): number {
  if (/^-?\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`Expected FUZZ_SEED to be "random" or a whole number, found "${text}".`);
}
