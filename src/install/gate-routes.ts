import type { IncomingMessage } from 'node:http';
import type { RawPackument } from 'pacote';
import { hasCode, messageOf } from '../errors.ts';
import type { GateInput } from './gate.ts';
import { auditPath, mayTell, passAudit } from './gate-audit.ts';
import type { GateLogWriter } from './gate-log.ts';
import { nestedRoutes } from './gate-nested.ts';
import { slimPackument } from './gate-packument.ts';
import { type GateReply, jsonReply, refusal } from './gate-reply.ts';
import type { Asked } from './gate-request.ts';
import { matches, mayBe, publishedAddress, tarballAddresses, vettedBytes } from './gate-tarball.ts';
import { indexVetted, type VettedPackage } from './vetted.ts';

type AskedPath = Extract<Asked, { kind: 'path' }>;

/** What the gate answers to a request that it has understood. */
export function gateRoutes(
  input: GateInput,
  log: GateLogWriter,
  gateUrl: () => string,
): (request: IncomingMessage, asked: AskedPath) => Promise<GateReply> {
  const vetted = indexVetted(input.vetted);
  const addresses = tarballAddresses([...vetted.values()].flatMap((versions) => [...versions.values()]));
  const documents = new Map<string, Promise<GateReply>>();
  const auditor = `${String(input.options['registry'] ?? '').replace(/\/+$/, '')}/`;
  const tell = mayTell(vetted, input.alsoAudit ?? [], auditor);
  const { onTheSpot, replacedHost = 'never' } = input;
  const nested = onTheSpot && nestedRoutes({ onTheSpot, log, replacedHost, manager: input.manager, gateUrl });

  return async (request, asked) => {
    const { method, path, knowsSecret, ours } = asked;
    const wanted = integrityHeader(request);
    // pacote puts a tarball's path right behind our host and so loses the secret. The hash of the vetted bytes
    // then takes its place: no page and no other user of this machine can send it without having them.
    if (!knowsSecret) {
      const reads = method === 'GET' || method === 'HEAD';
      if (wanted === undefined || !reads) return refusal(404, 'Nothing is here.');
      const reply = await tarball(addresses.at(path), wanted);
      if (reply.refusal === undefined) return reply;
      return (!ours && (await nested?.tarball(path, wanted, true))) || refusal(404, 'Nothing is here.');
    }
    if (method === 'POST') {
      if (path !== auditPath) return refusal(404, 'The gate takes no such request.');
      const reply = await passAudit(request, input.options, tell);
      if (reply.refusal === undefined) log.served('audit');
      return reply;
    }
    if (method !== 'GET' && method !== 'HEAD') return refusal(405, 'The gate only reads.');
    if (path.startsWith('/-/')) return refusal(404, 'The gate has packages only.');
    const name = path.slice(1);
    const isTarball = wanted !== undefined || looksLikeTarball(path, request);
    if (nested !== undefined && !ours && !isTarball) return nested.packument(name, request);
    if (isListed(name) && wanted === undefined) return packument(name);
    const here = isTarball ? await tarballsAt(path, wanted) : addresses.at(path);
    const fits = here.some((one) => mayBe(wanted, one));
    if (nested !== undefined && !ours && isTarball && !fits) {
      const reply = await nested.tarball(path, wanted, false);
      if (reply !== undefined) return reply;
    }
    if (here.length > 0) return tarball(here, wanted);
    if (!isTarball) {
      log.outside(name);
      return jsonReply(404, { error: 'Not found' });
    }
    return refusal(403, 'No package of the vetted plan has this address.');
  };

  function isListed(name: string): boolean {
    return vetted.has(name) || input.alsoListed?.has(name) === true;
  }

  async function packument(name: string): Promise<GateReply> {
    const running = documents.get(name) ?? makePackument(name);
    documents.set(name, running);
    const reply = await running;
    if (reply.refusal === undefined) log.served('packument');
    else documents.delete(name);
    return reply;
  }

  async function makePackument(name: string): Promise<GateReply> {
    const raw = await load(name);
    if ('status' in raw) return raw.status;
    const { document, leftOut } = slimPackument({
      name,
      raw: raw.raw,
      vetted: vetted.get(name) ?? new Map<string, VettedPackage>(),
      listed: input.alsoListed?.get(name),
      wantedTags: input.wantedTags.get(name),
    });
    for (const why of leftOut) log.refuse({ method: 'GET', path: `/${name}`, status: 200, why });
    return jsonReply(200, document);
  }

  async function load(
    name: string,
  ): Promise<{ readonly raw: RawPackument } | { readonly status: GateReply }> {
    try {
      const raw = await input.packuments.load(name);
      learnAddresses(name, raw);
      return { raw };
    } catch (error) {
      if (!hasCode(error)) throw error;
      return {
        status: refusal(
          error.code === 'E404' ? 404 : 502,
          `The registry's document of ${name} is gone: ${messageOf(error)}`,
        ),
      };
    }
  }

  function learnAddresses(name: string, raw: RawPackument): void {
    for (const [version, one] of vetted.get(name) ?? []) {
      const address = publishedAddress(raw, version);
      if (address !== undefined) addresses.add(address, one);
    }
  }

  /** With a lockfile npm asks for tarballs without having read a document: then we read those first. */
  async function tarballsAt(path: string, wanted: string | undefined): Promise<readonly VettedPackage[]> {
    const byName = [...vetted.keys()].filter((name) => path.includes(name.slice(name.indexOf('/') + 1)));
    const byBytes = [...vetted].flatMap(([name, versions]) =>
      wanted !== undefined && [...versions.values()].some((one) => mayBe(wanted, one)) ? [name] : [],
    );
    // Some registries publish addresses that do not hold the package's name.
    for (const names of [[], byName, byBytes]) {
      await Promise.all(names.map(load));
      const here = addresses.at(path);
      if (here.length > 0) return here;
    }
    return [];
  }

  async function tarball(here: readonly VettedPackage[], wanted: string | undefined): Promise<GateReply> {
    const fitting = here.filter((one) => mayBe(wanted, one));
    if (fitting.length === 0) return refusal(403, 'npm asks for other bytes than those that were vetted.');
    if (wanted === undefined && fitting.length > 1) {
      return refusal(403, 'Several vetted packages have this path, and npm does not say which one it wants.');
    }
    let trouble = refusal(403, 'npm asks for other bytes than those that were vetted.');
    for (const one of fitting) {
      const got = await vettedBytes(one, { ...input.options, packumentCache: input.packuments.cache });
      if (got.kind === 'trouble') trouble = refusal(got.swapped ? 403 : 502, got.why);
      else if (wanted === undefined || matches(got.bytes, wanted)) {
        log.served('tarball');
        return { status: 200, body: got.bytes, type: 'application/octet-stream' };
      }
    }
    return trouble;
  }
}

function integrityHeader(request: IncomingMessage): string | undefined {
  const header = request.headers['pacote-integrity'];
  return typeof header === 'string' && header !== '' ? header : undefined;
}

function looksLikeTarball(path: string, request: IncomingMessage): boolean {
  return request.headers['pacote-req-type'] === 'tarball' || /\/-\/|\.tgz$|\.tar\.gz$/.test(path);
}
