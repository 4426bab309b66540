/** Whether the files of a package name another one, as whoever loads it has to. */

const texts = /\.(?:[cm]?[jt]sx?|json|vue|svelte|astro|html?|s?css|less|sass|hbs|ejs|mdx)$/i;

/** A file in which a name would count; package.json names everything anyway. */
export function mayName(path: string): boolean {
  return texts.test(path) && !/(?:^|\/)(?:package|package-lock|npm-shrinkwrap)\.json$/i.test(path);
}

/**
 * Which of `names` stand in the text between quotes, with a path of theirs or without. Each quote is looked behind
 * once: to search for each of thousands of names would take the product of both.
 */
export function namedIn(text: string, names: Iterable<string>): ReadonlySet<string> {
  const wanted = new Set(names);
  wanted.delete('');
  const found = new Set<string>();
  for (const { index } of text.matchAll(/["'`]/g)) {
    if (found.size === wanted.size) break;
    // Loaders of stylesheets want a tilde before it.
    const from = text[index + 1] === '~' ? index + 2 : index + 1;
    // A name may have a slash of its own.
    const first = endAt(text, from);
    const second = /[/\\]/.test(text[first] ?? '') ? endAt(text, first + 1) : first;
    for (const end of [first, second]) {
      const name = text.slice(from, Math.max(from, end));
      if (wanted.has(name)) found.add(name);
    }
  }
  return found;
}

const longestName = 214;

/** Where a part of a path ends that begins here; before it where it does not. */
function endAt(text: string, from: number): number {
  for (let at = from; at <= from + longestName && at < text.length; at += 1)
    if (/["'`/\\]/.test(text.charAt(at))) return at;
  return -1;
}
