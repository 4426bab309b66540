import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import registryFetch from 'npm-registry-fetch';
import { hasCode, messageOf } from '../errors.ts';
import { type GateReply, jsonReply, refusal } from './gate-reply.ts';
import type { VettedIndex } from './vetted.ts';

export const auditPath = '/-/npm/v1/security/advisories/bulk';

const mebibyte = 1024 * 1024;
const sentLimit = 4 * mebibyte;
const unpackedLimit = 32 * mebibyte;
const answerLimit = 32 * mebibyte;

/** Whether a name may be sent to the registry that audits. */
export type MayTell = (name: string) => boolean;

/**
 * A private name is told only to the registry it comes from; of names that are in no registry (git, folders,
 * workspaces) nothing is told.
 */
export function mayTell(vetted: VettedIndex, alsoAudit: readonly string[], auditor: string): MayTell {
  const more = new Set(alsoAudit);
  return (name) => {
    const versions = vetted.get(name);
    if (versions === undefined) return more.has(name);
    return [...versions.values()].every(({ package: one }) => {
      return !one.private || (one.origin.kind === 'registry' && one.origin.registry === auditor);
    });
  };
}

/** Passes npm's audit question on to the user's own registry, and the answer back. */
export async function passAudit(
  request: IncomingMessage,
  options: Readonly<Record<string, unknown>>,
  tell: MayTell,
): Promise<GateReply> {
  const question = await readQuestion(request);
  if ('status' in question) return question;
  const asked = new Map([...question.asked].filter(([name]) => tell(name)));
  if (asked.size === 0) return jsonReply(200, {});
  try {
    const answer = await registryFetch(auditPath, {
      ...options,
      method: 'POST',
      gzip: true,
      body: Object.fromEntries(asked),
    });
    const text = await readAll(answer.body, answerLimit);
    const found = text === undefined ? undefined : decode(text);
    if (found === undefined) return refusal(503, 'The registry gave no usable answer to the audit.');
    return jsonReply(200, Object.fromEntries([...found].filter(([name]) => asked.has(name))));
  } catch (error) {
    return refusal(statusOf(error), `The registry did not answer the audit: ${messageOf(error)}`);
  }
}

async function readQuestion(
  request: IncomingMessage,
): Promise<{ readonly asked: ReadonlyMap<string, unknown> } | GateReply> {
  const sent = await readAll(request, sentLimit);
  if (sent === undefined) return refusal(413, 'The audit request is too large.');
  const text = await unpack(request.headers['content-encoding'], sent);
  const asked = text && decode(text);
  return asked ? { asked } : refusal(400, 'The audit request is no JSON object.');
}

async function unpack(encoding: string | undefined, sent: Buffer): Promise<Buffer | undefined> {
  if (encoding !== 'gzip') return sent;
  try {
    return await promisify(gunzip)(sent, { maxOutputLength: unpackedLimit });
  } catch (error) {
    // Broken gzip and a bomb alike: answered as a bad request.
    if (hasCode(error)) return undefined;
    throw error;
  }
}

/** Undefined where more comes than the limit. */
async function readAll(stream: AsyncIterable<Buffer>, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decode(text: Buffer): ReadonlyMap<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text.toString('utf8'));
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    return new Map(Object.entries(value).filter(([, one]) => Array.isArray(one)));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The registry's own status where it gave one, so that npm reacts as it would without us. */
function statusOf(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 500 && status < 600 ? status : 503;
}
