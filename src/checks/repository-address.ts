/** `host/owner/name` in lower case, for comparing; undefined where the text names no repository in a way we know. */
export function repositoryAddress(text: string): string | undefined {
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+)$/i.exec(text.trim());
  if (short) return clean(`${hosts[short[1]?.toLowerCase() ?? 'github'] ?? ''}/${short[2] ?? ''}`);
  const scp = /^(?:git\+)?(?:ssh:\/\/)?git@([\w.-]+)[:/]([^#?]+)/i.exec(text.trim());
  if (scp) return withOwnerAndName(scp[1] ?? '', scp[2] ?? '');
  const url = text
    .trim()
    .replace(/^git\+/i, '')
    .replace(/^git:\/\//i, 'https://');
  if (!URL.canParse(url)) return undefined;
  const { protocol, host, pathname } = new URL(url);
  return /^(?:https?|ssh):$/.test(protocol) ? withOwnerAndName(host, pathname) : undefined;
}

const hosts: Readonly<Record<string, string>> = {
  github: 'github.com',
  gitlab: 'gitlab.com',
  bitbucket: 'bitbucket.org',
};

/** GitLab has groups in groups; everywhere else what follows owner and name is a place within the repository. */
function withOwnerAndName(host: string, path: string): string | undefined {
  const [whole = ''] = path.replace(/^\/+/, '').split('/-/');
  const parts = whole.split('/').filter((part) => part !== '');
  const kept = host.toLowerCase() === hosts['gitlab'] ? parts : parts.slice(0, 2);
  return kept.length < 2 ? undefined : clean(`${host.replace(/^www\./i, '')}/${kept.join('/')}`);
}

function clean(address: string): string {
  return address.toLowerCase().replace(/\.git$/, '');
}
