import type { ByLetters } from './by-letters.ts';
import { squashed } from './forms.ts';
import type { Lookalike } from './lookalike.ts';
import type { Popular } from './popular.ts';

/** Words that say nothing about what a package does, so that a name with one promises the package without it. */
const emptyBefore = /^(?:node|nodejs)[-._]?(?=.)|^(?:js|npm|the|real|official|original)[-._](?=.)/;
const emptyAfter =
  /(?<=.)[-._]?js$|(?<=.)[-._](?:node|nodejs|npm|pkg|package|module|lib|fix|fixed|patched|official|original|real|latest|dll|exe)$/;
const emptyNumber = /[-._]v?\d$/;

export interface ByAffix {
  find(name: string): Lookalike | undefined;
  /** An affix and a slip at once: `ethesjs`. */
  findMisspelt(name: string): Lookalike | undefined;
}

export function byAffix(popular: Popular, letters: ByLetters): ByAffix {
  const cores = coresOf(popular);
  return {
    find(name) {
      for (const bare of [name.replace(emptyAfter, ''), name.replace(emptyBefore, '')]) {
        if (bare === name || bare.length < 2) continue;
        const core = squashed(bare);
        const rank = popular.plain.get(core) ?? cores().get(core);
        const target = rank === undefined ? undefined : popular.names[rank];
        if (rank === undefined || target === undefined) continue;
        // Behind two or three letters most affixes make a name of its own.
        if (core.length < 4 && !(rank < 3000 && /.js$/.test(name))) continue;
        return { target, kind: 'affix', strength: rank < 2500 ? 'strong' : 'weak' };
      }
      return undefined;
    },
    findMisspelt(name) {
      const bare = withoutAffixes(name);
      return bare === name || squashed(bare).length < 5 ? undefined : letters.find(bare);
    },
  };
}

export function withoutNumber(name: string): string {
  return name.replace(emptyNumber, '');
}

function withoutAffixes(name: string): string {
  return name.replace(emptyAfter, '').replace(emptyBefore, '');
}

/** `discord` of `discord.js`: another affix on the same core promises the same package. Built at first use. */
function coresOf(popular: Popular): () => ReadonlyMap<string, number> {
  let cores: Map<string, number> | undefined;
  return () => {
    if (cores === undefined) {
      cores = new Map();
      for (const [rank, name] of popular.names.entries()) {
        if (!name.endsWith('js') && !name.startsWith('node')) continue;
        const core = squashed(withoutAffixes(name));
        if (core.length > 3 && !cores.has(core)) cores.set(core, rank);
      }
    }
    return cores;
  };
}
