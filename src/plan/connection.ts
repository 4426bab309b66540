import type { Host, Network } from '../host/host.ts';
import type { NpmConfig } from './npm.ts';

type Options = NpmConfig['flat'];

/**
 * What to lay over npm's options so that all requests of a run share one reading of the user's own certificate
 * authorities: Node reads them anew for each connection, which for a system's bundle takes 15 ms of CPU, and
 * npm's agent writes the whole bundle into the name of each. Everything else about the connections stays npm's.
 * Empty where there are none, or where proxies or client certificates make connections differ.
 */
export async function sharedConnection(
  {
    network,
    env,
  }: { readonly network: Pick<Network, 'certificateContext'>; readonly env: Pick<Host['env'], 'vars'> },
  flat: Options,
): Promise<Options> {
  const { ca, maxSockets, strictSSL, timeout, localAddress } = flat;
  if (!isCertificates(ca) || usesProxy(flat, env.vars) || usesClientCertificate(flat)) return {};
  const [{ Agent }, secureContext] = await Promise.all([
    import('@npmcli/agent'),
    network.certificateContext(ca),
  ]);
  const agent = new Agent({
    ...{ maxSockets: moreSockets(maxSockets), timeout, localAddress, secureContext },
    rejectUnauthorized: strictSSL !== false,
  });
  return { agent, ca: undefined };
}

const npmsMaxSockets = 15;
const ourMaxSockets = 40;

/** npm asks level by level, which 15 are enough for; the prefetch does not wait. Another number has a reason. */
export function moreSockets(configured: unknown): unknown {
  return configured === npmsMaxSockets ? ourMaxSockets : configured;
}

function isCertificates(ca: unknown): ca is string | readonly string[] {
  return typeof ca === 'string' || (Array.isArray(ca) && ca.every((one) => typeof one === 'string'));
}

/** npm's agent reads these variables too. */
function usesProxy({ proxy, httpsProxy }: Options, vars: Host['env']['vars']): boolean {
  const named = Object.entries(vars).some(([name, value]) => value && /^(?:https?_)?proxy$/i.test(name));
  return Boolean(proxy) || Boolean(httpsProxy) || named;
}

/** npm has them for all registries or by registry. */
function usesClientCertificate(flat: Options): boolean {
  return Object.entries(flat).some(
    ([name, value]) => value && (/^(?:cert|key)$/.test(name) || /^\/\/.*:(?:cert|key)file$/.test(name)),
  );
}
