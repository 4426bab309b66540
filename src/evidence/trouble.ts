import { shorten } from '../content/foreign.ts';
import { hasCode, messageOf } from '../errors.ts';
import { type Reason, type Unknown, unknown } from '../model/fact.ts';

const reasonsByCode: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ...codes('not-found', 'E404', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP'),
  ...codes('offline', 'ENOTCACHED', 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'),
  ...codes('timeout', 'ETIMEDOUT', 'ERR_SOCKET_TIMEOUT', 'ESOCKETTIMEDOUT', 'EIDLETIMEOUT'),
  ...codes('timeout', 'ECONNECTIONTIMEOUT', 'ERESPONSETIMEOUT', 'ETRANSFERTIMEOUT'),
  ...codes('rate-limited', 'E429'),
  ...codes('integrity-mismatch', 'EINTEGRITY', 'EGITCHECKOUT'),
  ...codes('too-large', 'ENPQTOOLARGE'),
  ...codes('malformed', 'ENPQMALFORMED'),
  ...codes('malformed', 'EJSONPARSE', 'EINVALIDPACKAGENAME', 'EUNSUPPORTEDPROTOCOL', 'EINVALIDTAGNAME'),
  ...codes('malformed', 'Z_DATA_ERROR', 'Z_BUF_ERROR'),
  ...codes('not-permitted', 'EALLOWGIT', 'EALLOWREMOTE', 'EALLOWFILE', 'EALLOWDIRECTORY'),
  // The machine, not the world: reading is refused here, as npm's own reading will be.
  ...codes('not-offered', 'EACCES', 'EPERM', 'ENOSPC', 'EROFS', 'EMFILE', 'ENFILE', 'ENOGIT'),
]);

/**
 * The unknown fact for what pacote or the disk threw. An error that is not the world's (a TypeError, one
 * without any code) is a bug and is thrown on.
 */
export function unknownFrom(error: unknown, source: string): Unknown {
  return unknown(reasonOf(error), source, shorten(messageOf(error)));
}

function reasonOf(error: unknown): Reason {
  if (!(error instanceof Error)) throw error;
  // git's errors carry an exit status, or nothing; only their class tells them.
  const kind = error.constructor.name;
  if (kind === 'GitConnectionError') return 'offline';
  if (kind === 'GitPathspecError') return 'not-found';
  if (kind === 'GitUnknownError') return 'http-error';
  if (!hasCode(error)) throw error;
  const reason = reasonsByCode.get(error.code);
  if (reason !== undefined) return reason;
  // minipass-fetch has one code for everything and tells it apart by `type`.
  if ('type' in error && error.type === 'invalid-json') return 'malformed';
  if ('type' in error && /timeout$/.test(String(error.type))) return 'timeout';
  if (error instanceof TypeError || error instanceof RangeError) throw error;
  return 'http-error';
}

function codes(reason: Reason, ...names: readonly string[]): readonly [string, Reason][] {
  return names.map((name) => [name, reason]);
}
