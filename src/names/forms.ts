/** The forms in which two names can be the same to a reader although they are not the same to a registry. */

export interface NameParts {
  /** Without the `@`; absent for names outside every scope. */
  readonly scope?: string;
  readonly base: string;
}

export function partsOf(name: string): NameParts {
  const slash = name.indexOf('/');
  if (slash < 2 || !name.startsWith('@')) return { base: name };
  return { scope: name.slice(1, slash), base: name.slice(slash + 1) };
}

const separators = /[-._~]/g;

/** In lower case and without separators: `Cross-Env` and `crossenv` are one. */
export function squashed(text: string): string {
  return text.toLowerCase().replace(separators, '');
}

/** The words between separators, in lower case; scope first. */
export function wordsOf(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[-._~/@]+/)
    .filter((word) => word !== '');
}

/**
 * Letters of other scripts that are drawn like Latin ones. New names cannot have them, those of other registries
 * can; accents fall away with the normal form.
 */
const latinFor: ReadonlyMap<string, string> = new Map(
  [...'аaеeоoрpсcхxуyіiјjѕsԁdһhкkмmтtвbнnαaοoνvρpτtιiκkɡgıi'].flatMap((letter, index, all) =>
    index % 2 === 0 ? [[letter, all[index + 1] ?? letter] as const] : [],
  ),
);

/** The name as it looks to somebody who reads Latin letters; the name itself where it has no others. */
export function inLatin(name: string): string {
  if (!/[^\x00-\x7f]/.test(name)) return name;
  const plain = name.normalize('NFKD').replace(/[\u0300-\u036f\u200b-\u200f\u2060\ufeff]/g, '');
  return [...plain].map((letter) => latinFor.get(letter) ?? letter).join('');
}

/** Pairs of letters that run into one in many typefaces: what else the eye may read for this. */
export function drawnAlike(form: string): readonly string[] {
  return [
    form.replaceAll('rn', 'm'),
    form.replaceAll('m', 'rn'),
    form.replaceAll('vv', 'w'),
    form.replaceAll('w', 'vv'),
    form.replaceAll('cl', 'd'),
  ].filter((other) => other !== form);
}

const classes: ReadonlyMap<string, string> = new Map([
  ...[...'aeiouy'].map((vowel) => [vowel, 'a'] as const),
  ...[...'ckq'].map((letter) => [letter, 'k'] as const),
  ['z', 's'],
]);

/**
 * Roughly how it is spoken: all vowels count as one, some consonants too, and doubled ones once. Undefined where
 * too little is left to tell one name from another.
 */
export function sound(form: string): string | undefined {
  let spoken = '';
  let last = '';
  let consonants = 0;
  for (const letter of form) {
    const heard = classes.get(letter) ?? letter;
    if (heard === last) continue;
    if (heard !== 'a') consonants += 1;
    spoken += heard;
    last = heard;
  }
  return consonants >= 5 ? spoken : undefined;
}
