/** What a dependency's spec makes npm fetch where it is no version of a registry. */
export interface ExoticSpec {
  readonly kind: 'elsewhere' | 'local' | 'archive';
  /** A repository's full commit: somebody chose exactly these bytes, which no registry has. */
  readonly commit: boolean;
}

export const placeWords: Readonly<Record<ExoticSpec['kind'], string>> = {
  local: 'a folder',
  archive: 'an archive that no registry has',
  elsewhere: 'outside of every registry',
};

const ofRegistries = /^(?:npm|workspace|catalog|jsr|patch):/i;
const local = /^(?:file:|link:|portal:|\.{0,2}[\\/]|~[\\/]|[a-z]:[\\/]|\.{1,2}$)/i;

/**
 * Undefined for ranges, versions, tags and aliases. No range or tag has a slash or a colon in it, and whatever has
 * one npm takes for a path, a repository or an address, in more forms than a list of them would hold.
 */
export function exoticSpec(spec: string): ExoticSpec | undefined {
  const text = spec.trim();
  if (!/[/\\:]/.test(text) && !/^\.{1,2}$/.test(text)) return undefined;
  if (ofRegistries.test(text)) return undefined;
  if (local.test(text))
    return { kind: /\.(?:tgz|tar|tar\.gz)$/i.test(text) ? 'archive' : 'local', commit: false };
  return { kind: 'elsewhere', commit: /#(?:commit=)?[0-9a-f]{40}$/i.test(text) };
}

const longestSpec = 4_096;

/**
 * A form that specs for the same thing share: npm writes repositories in full where an author wrote them short.
 * Nobody has to be able to read it.
 */
export function plainSpec(spec: string): string {
  const text = spec.trim();
  if (exoticSpec(text)?.kind !== 'elsewhere' || text.length > longestSpec) {
    return text === '' || text === 'latest' ? '*' : text.replace(/\s+/g, ' ');
  }
  return text
    .replace(/^git\+/i, '')
    .replace(/^(?:https?|ssh|git):\/\//i, '')
    .replace(/^[^@/\s]{1,200}@/, '')
    .replace(/^(github|gitlab|bitbucket):/i, (_all, host: string) => `${hosts[host.toLowerCase()] ?? host}/`)
    .replace(/^([\w.-]{1,200}):(?!\d)/, '$1/')
    .replace(/^(?![\w-]+\.[\w.-]+\/)(?=[^/#]+\/[^/#]+(?:#|$))/, 'github.com/')
    .replace(/\.git(?=#|$)/, '')
    .toLowerCase();
}

const hosts: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};
