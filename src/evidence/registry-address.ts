/** What npq remembers about a registry is kept in files and reports, where no password belongs. */
export function withoutCredentials(registry: string): string {
  const url = new URL(registry);
  url.username = '';
  url.password = '';
  return url.href;
}
