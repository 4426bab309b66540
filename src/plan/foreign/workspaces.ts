import { join, posix } from 'node:path';
import { tooLarge } from './decode.ts';
import type { ProjectFiles } from './project.ts';

const most = { folders: 5_000, deep: 8, alternatives: 200, letters: 200, stars: 10 } as const;

/** The folders with a package.json that these patterns name, sorted; the root is not among them. */
export async function workspaceFolders(
  files: ProjectFiles,
  root: string,
  patterns: readonly string[],
): Promise<readonly string[]> {
  const clean = patterns
    .filter((pattern) => pattern.length <= most.letters && pattern.split('*').length <= most.stars)
    .flatMap(alternatives)
    .map((pattern) => pattern.replace(/^(!?)\.?\//, '$1'))
    // What lies outside is none of this project's.
    .filter((pattern) => !pattern.split('/').includes('..'));
  const wanted = clean.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = clean.filter((one) => one.startsWith('!')).map((one) => expressionOf(one.slice(1)));
  const found = new Set<string>();
  let looked = 0;
  const walk = async (folder: string, rest: readonly string[], deep: number): Promise<void> => {
    const [part, ...others] = rest;
    if (part === undefined) {
      if ((await files.realPath(join(root, folder, 'package.json'))) !== undefined) found.add(folder);
      return;
    }
    if (!/[*?]/.test(part)) return walk(posix.join(folder, part), others, deep);
    looked += 1;
    if (looked > most.folders) throw tooLarge('the list of workspaces', `${most.folders} folders`);
    if (part === '**') await walk(folder, others, deep);
    const expression = expressionOf(part);
    for (const name of await files.list(join(root, folder))) {
      if (name === 'node_modules' || name.startsWith('.')) continue;
      const inner = posix.join(folder, name);
      if ((part !== '**' && !expression.test(name)) || deep >= most.deep) continue;
      if ((await files.info(join(root, inner)))?.kind !== 'directory') continue;
      await walk(inner, part === '**' ? rest : others, deep + 1);
    }
  };
  for (const pattern of wanted) await walk('.', pattern.split('/').filter(Boolean), 0);
  return [...found].filter((path) => path !== '.' && !unwanted.some((one) => one.test(path))).sort();
}

/** `packages/{a,b}` is two patterns. */
function alternatives(pattern: string): readonly string[] {
  let done = [pattern];
  for (let open = true; open && done.length <= most.alternatives; ) {
    const next = done.flatMap((one) => {
      const [whole, before = '', inner = '', after = ''] = /^([^{}]*)\{([^{}]*)\}(.*)$/s.exec(one) ?? [];
      return whole === undefined ? [one] : inner.split(',').map((part) => before + part + after);
    });
    open = next.length !== done.length || next.some((one, index) => one !== done[index]);
    done = next;
  }
  return done;
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .replace(/\/$/, '')
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part.startsWith('**')) return '(?:.*)';
      if (part === '*') return '[^/]*';
      return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`);
}
