import { type ErrorDetails, hasCode, messageOf, NpqError, systemRefused } from '../errors.ts';
import { TooYoungError } from './held-back.ts';

const networkCodes = new Set([
  ...['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE'],
  ...['EHOSTUNREACH', 'ENETUNREACH', 'ERR_SOCKET_TIMEOUT', 'ENOTCACHED', 'FETCH_ERROR', 'E429'],
  ...['EPROXY', 'EPROTO', 'ERR_INVALID_URL', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ...['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
]);

const systemCodes = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'EIO']);

export function isNetworkError(error: unknown): boolean {
  return hasCode(error) && (networkCodes.has(error.code) || /^E5\d\d$/.test(error.code));
}

/** What arborist and pacote reject with, as npq tells it; a bug of theirs or ours stays what it is. */
export function resolveError(error: unknown): unknown {
  if (error instanceof NpqError) return error;
  if (error instanceof TooYoungError) return new NpqError('only-too-young', tooYoung(error));
  if (!(error instanceof Error)) return error;
  if (isNetworkError(error))
    return new NpqError('registry-unreachable', { ...unreachable(error), cause: error });
  const code = hasCode(error) ? error.code : undefined;
  if (code !== undefined && systemCodes.has(code)) return systemRefused(oneLine(error.message), error);
  if (code === undefined && error.constructor !== Error) {
    // Git's own errors have a number for a code, and what git said.
    if ('stderr' in error) return new NpqError('resolve-failed', { ...git(error), cause: error });
    if (!isThrownByLibrary(error)) return error;
    return new NpqError('resolve-failed', { ...stumble(error), cause: error });
  }
  const details = (code === undefined ? undefined : byCode[code]?.(error)) ?? {
    message: code === undefined ? oneLine(error.message) : `${oneLine(error.message)} (${code})`,
    hint: "Look whether npm alone says more: repeat the command as npm's with --dry-run --ignore-scripts.",
  };
  return new NpqError('resolve-failed', { ...details, cause: error });
}

/**
 * npm's libraries stumble over fields of the wrong type (`"dependencies": {"a": 1}`), and so would npm: what a
 * registry or a lockfile says is never a bug of ours. Where it was thrown tells the two apart.
 */
function isThrownByLibrary(error: Error): boolean {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at .*[/\\]/.test(line));
  const first = frames.find((line) => !/node:/.test(line)) ?? '';
  const folder = /.*node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(first)?.[1];
  return folder !== undefined && folder !== 'npq-diligence';
}

function stumble(error: Error): ErrorDetails {
  return {
    message: `Expected package data that npm's resolver can read, found some on which it fails: ${oneLine(error.message)}.`,
    hint: 'npm would fail on it too: look at the lockfile, or at what npm view says of the package.',
  };
}

type Explain = (error: Error) => ErrorDetails;

const byCode: Readonly<Record<string, Explain>> = {
  E404: (error) => ({
    message: `Expected ${field(error, 'pkgid') || 'a package'} at the registry, found no such package${askedBy(error)} (E404).`,
    hint: 'Check the spelling of the name; a private package needs its registry in .npmrc and npm login.',
  }),
  E401: (error) => login(error, 'E401'),
  E403: (error) => login(error, 'E403'),
  ETARGET: (error) => ({
    message: `Expected a version of ${field(error, 'name')} for ${field(error, 'wanted')}, found none that satisfies it${askedBy(error)} (ETARGET).`,
    hint: `See which there are: \`npm view ${field(error, 'name')} versions\``,
  }),
  ENOVERSIONS: (error) => ({
    message: `Expected a version of ${field(error, 'name') || 'a package'}, found none (ENOVERSIONS).`,
    hint: `See which there are: \`npm view ${field(error, 'name')} versions\`; a before date in the configuration may hide them.`,
  }),
  ERESOLVE: (error) => ({
    message: `Expected peer dependencies that fit together, found a conflict (ERESOLVE): ${conflict(error)}.`,
    hint: 'Choose other versions, or repeat with --legacy-peer-deps, as with npm install.',
  }),
  EINTEGRITY: (error) => ({
    message: `Expected the bytes that the lockfile or registry promises, found others (EINTEGRITY): ${oneLine(error.message)}`,
    hint: 'Find out who changed the package before you delete anything from the lockfile.',
  }),
  ENOLOCK: () => ({
    message:
      'Expected package-lock.json or npm-shrinkwrap.json, which this command works from, found neither (ENOLOCK).',
    hint: 'Make one with `npq install`.',
  }),
  EJSONPARSE: (error) => ({
    message: `Expected JSON in ${field(error, 'path') || 'package.json'}, found something else (EJSONPARSE).`,
    hint: 'Mend the file and repeat the command.',
  }),
  ENPQTOOLARGE: (error) => unusable(error),
  ENPQMALFORMED: (error) => unusable(error),
  EBADENGINE: (error) => unfit(error, 'EBADENGINE'),
  EBADPLATFORM: (error) => unfit(error, 'EBADPLATFORM'),
  EALLOWGIT: (error) => forbidden(error, 'allow-git', 'EALLOWGIT'),
  EALLOWREMOTE: (error) => forbidden(error, 'allow-remote', 'EALLOWREMOTE'),
  EALLOWFILE: (error) => forbidden(error, 'allow-file', 'EALLOWFILE'),
  EALLOWDIRECTORY: (error) => forbidden(error, 'allow-directory', 'EALLOWDIRECTORY'),
};

/** Arborist says which place of the tree asks; a dot for the project itself. */
function askedBy(error: Error): string {
  const place = field(error, 'requiredBy');
  return place === '' || place === '.' ? '' : `, which ${place} asks for`;
}

function login(error: Error, code: string): ErrorDetails {
  return {
    message: `Expected to be let in by the registry, was refused (${code}): ${oneLine(error.message)}`,
    hint: 'Log in with `npm login`, or ask whoever runs the registry.',
  };
}

function forbidden(error: Error, setting: string, code: string): ErrorDetails {
  return {
    message: `Expected no package that ${setting} forbids, found ${field(error, 'package')} (${code}).`,
    hint: `See what it is set to: \`npm config get ${setting}\``,
  };
}

function unusable(error: Error): ErrorDetails {
  return {
    message: `Expected package data of bearable size and shape, but ${oneLine(error.message)}.`,
    hint: 'Do without that package, or find out who made it so: nothing of it was unpacked.',
  };
}

function unfit(error: Error, code: string): ErrorDetails {
  return {
    message: `Expected packages for this machine, found ${field(error, 'pkgid') || 'one that is not'} (${code}): ${oneLine(error.message)}`,
    hint: 'Choose another version of it, or another Node.js; npm view shows what it asks for (engines, os, cpu).',
  };
}

function unreachable(error: Error): ErrorDetails {
  const code = hasCode(error) ? error.code : '';
  return {
    message: `Expected an answer from the registry, got none (${code}): ${oneLine(error.message)}`,
    hint: 'See whether it answers, and whether it is the right one: `npm ping`, `npm config get registry`',
  };
}

function git(error: Error): ErrorDetails {
  const said = field(error, 'stderr') || oneLine(error.message);
  return {
    message: `Expected a git repository that can be read, git said: ${said.replace(/^.*?fatal: /, '')}`,
    hint: 'Try the address and branch with: git ls-remote <address>',
  };
}

function tooYoung({ packageName, wanted, version, publishedAt, at }: TooYoungError): ErrorDetails {
  const ageHours = Math.max(0, Math.floor((at.getTime() - publishedAt.getTime()) / 3_600_000));
  const age = ageHours < 1 ? 'less than an hour' : `${ageHours} hour${ageHours === 1 ? '' : 's'}`;
  return {
    message:
      `Expected a version of ${oneLine(packageName)} for ${oneLine(wanted) || '*'} that is old enough, ` +
      `found only ${oneLine(version)}, which is ${age} old.`,
    hint: `Wait, or take it as it is: npq install ${oneLine(packageName)}@${oneLine(version)}`,
  };
}

/** `peer react@^17 from old-table@1.0.0, but react@18.2.0 is there`. */
function conflict(error: Error): string {
  const { edge, current } = error as { edge?: unknown; current?: unknown };
  const from = text(edge, 'from', 'name') && `${text(edge, 'from', 'name')}@${text(edge, 'from', 'version')}`;
  const asked = `${text(edge, 'type')} ${text(edge, 'name')}@${text(edge, 'spec')} from ${from || 'the project'}`;
  const found =
    text(current, 'name') && `, but ${text(current, 'name')}@${text(current, 'version')} is there`;
  return `${asked}${found}`;
}

function text(value: unknown, ...path: readonly string[]): string {
  let at: unknown = value;
  for (const key of path) {
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[key] : undefined;
  }
  return typeof at === 'string' ? oneLine(at) : '';
}

function field(error: Error, name: string): string {
  return text(error, name);
}

/** Names and messages hold what registries and packages wrote. */
function oneLine(value: string): string {
  const line = messageOf(value)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
