/** Whether the files of a package name another one, as whoever loads it has to. */

const texts = /\.(?:[cm]?[jt]sx?|json|vue|svelte|astro|html?|s?css|less|sass|hbs|ejs|mdx)$/i;
const quotes = new Set(["'", '"', '`']);
/** A name is looked for at so many places of one file at most. */
const mostPlaces = 1_000;

/** A file in which a name would count; package.json names everything anyway. */
export function mayName(path: string): boolean {
  return texts.test(path) && !/(?:^|\/)(?:package|package-lock|npm-shrinkwrap)\.json$/i.test(path);
}

/** Which of `names` stand in the text between quotes, with a path of theirs or without. */
export function namedIn(text: string, names: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of names) if (isNamed(text, name)) found.add(name);
  return found;
}

function isNamed(text: string, name: string): boolean {
  if (name === '') return false;
  let at = text.indexOf(name);
  for (let places = 0; at !== -1 && places < mostPlaces; places += 1) {
    const after = text[at + name.length] ?? '';
    // Loaders of stylesheets want a tilde before it.
    const before = text[at - 1] === '~' ? text[at - 2] : text[at - 1];
    if (quotes.has(before ?? '') && (after === '/' || after === '\\' || quotes.has(after))) return true;
    at = text.indexOf(name, at + name.length);
  }
  return false;
}
