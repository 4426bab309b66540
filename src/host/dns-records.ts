import { hasCode } from '../errors.ts';
import type { DnsQuestion } from './host.ts';

/** The name is not there, or has nothing of this kind: both are answers. */
const nothing = new Set(['ENOTFOUND', 'ENODATA']);

export async function dnsRecords(question: DnsQuestion): Promise<readonly string[]> {
  const { name, kind, server, timeoutMs } = question;
  const { Resolver } = await import('node:dns/promises');
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  if (server !== undefined) resolver.setServers([server]);
  // A resolver with several servers gives each of them its time.
  const timer = setTimeout(() => resolver.cancel(), timeoutMs);
  try {
    if (kind === 'MX') return (await resolver.resolveMx(name)).map(({ exchange }) => exchange);
    if (kind === 'NS') return await resolver.resolveNs(name);
    return kind === 'A' ? await resolver.resolve4(name) : await resolver.resolve6(name);
  } catch (error) {
    if (hasCode(error) && nothing.has(error.code)) return [];
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
