import { Readable } from 'node:stream';
import type { Folders } from '../config/folders.ts';
import { fileAddress, type OrganisationPin, packageOf } from '../config/organisation-pin.ts';
import { settingsLimitBytes } from '../config/settings-file.ts';
import { asObject, own } from '../content/foreign.ts';
import { readTarball } from '../content/read-tarball.ts';
import { hasCode, messageOf, NpqError } from '../errors.ts';
import { openCache } from '../evidence/cache.ts';
import { createHttp } from '../evidence/http.ts';
import { sha512Of } from '../evidence/integrity.ts';
import type { Host } from '../host/host.ts';
import { leadsInward } from '../plan/addresses.ts';
import type { NpmInstallation } from '../plan/npm.ts';
import { createPackumentStore } from '../plan/packuments.ts';
import { npqVersion } from '../version.ts';
import { ownNpmOptions } from './own-npm-options.ts';

type Options = Readonly<Record<string, unknown>>;

const tarballLimitBytes = 4 * 1024 * 1024;

/**
 * The text of the organisation's npq.json. Held to its hash wherever it comes from; once it was had, npq's own
 * cache has it. There is no way on without it: half a policy is none.
 */
export async function organisationText(
  host: Host,
  npm: NpmInstallation,
  folders: Folders,
  pin: OrganisationPin,
): Promise<string> {
  if (folders.cache === undefined) throw nowhereToKeep(pin);
  const cache = openCache(folders);
  const key = `organisation ${pin.integrity}`;
  const kept = await cache.read(key);
  if (kept !== undefined && sha512Of(kept) === pin.integrity) return textIn(kept, pin);
  const options = await ownNpmOptions(host, npm, folders.cache);
  const bytes = await fetched(host, options, pin);
  const found = sha512Of(bytes);
  if (found !== pin.integrity) throw mismatch(pin, found);
  const text = await textIn(bytes, pin);
  await cache.write(key, bytes);
  return text;
}

async function fetched({ clock }: Host, options: Options, pin: OrganisationPin): Promise<Buffer> {
  const wanted = packageOf(pin.from);
  if (wanted !== undefined) return fromRegistry(options, pin, wanted);
  const address = fileAddress(pin.from);
  if (address === undefined) throw new Error(`${pin.from} was taken for an address`);
  const http = createHttp({ npm: options, userAgent: `npq/${npqVersion}`, clock });
  const service = { id: 'organisation', name: new URL(pin.from).host, base: address.base };
  const answer = await http.ask({ service, path: address.path, maxBytes: settingsLimitBytes });
  if (answer.status === 'unknown') throw notHad(pin, answer.detail);
  return answer.value.body;
}

/** With the user's own credentials: an organisation's package is seldom a public one. */
async function fromRegistry(
  options: Options,
  pin: OrganisationPin,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<Buffer> {
  const { default: pacote } = await import('pacote');
  try {
    const store = createPackumentStore(options);
    const document = asObject(own(asObject(own(await store.load(name), 'versions')) ?? {}, version)) ?? {};
    const tarball = own(asObject(own(document, 'dist')) ?? {}, 'tarball');
    if (typeof tarball !== 'string' || !/^https?:/.test(tarball)) {
      throw notHad(pin, `the registry names no tarball of ${name}@${version}`);
    }
    if (leadsInward(tarball, store.registryFor(name))) {
      throw notHad(pin, 'the registry names an address of this machine or its cloud for the tarball');
    }
    return await pacote.tarball.stream(tarball, (stream) => collected(stream, pin), {
      ...{ ...options, resolved: tarball, integrity: pin.integrity, allowRemote: 'all' },
      pkgid: `registry:${name}@${tarball}`,
    });
  } catch (error) {
    if (error instanceof NpqError) throw error;
    if (hasCode(error) && error.code === 'EINTEGRITY') throw mismatch(pin, 'another');
    throw notHad(pin, messageOf(error), error);
  }
}

async function collected(stream: AsyncIterable<Buffer>, pin: OrganisationPin): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > tarballLimitBytes) throw notHad(pin, `it has more than ${tarballLimitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function textIn(bytes: Buffer, pin: OrganisationPin): Promise<string> {
  if (packageOf(pin.from) === undefined) return bytes.toString('utf8');
  const limits = { packedBytes: tarballLimitBytes, textBytes: settingsLimitBytes };
  const read = await readTarball(Readable.from([bytes]), { limits, keep: (path) => path === 'npq.json' });
  const text = read.status === 'read' ? read.texts.get('npq.json') : undefined;
  if (text !== undefined) return text;
  const why = read.status === 'read' ? 'found none in it' : read.detail;
  throw new NpqError('config-invalid', {
    message: `Expected ${pin.from} to have an npq.json at its top, ${why}.`,
    hint: 'Name the package of your organisation that has one.',
  });
}

function mismatch(pin: OrganisationPin, found: string): NpqError {
  return new NpqError('config-invalid', {
    message: `Expected ${pin.from} to have the hash ${pin.integrity}, found ${found}.`,
    hint: 'Ask whoever keeps it which hash is right, and write that into organisation.integrity.',
  });
}

function notHad(pin: OrganisationPin, why: string, cause?: unknown): NpqError {
  return new NpqError('service-failed', {
    message: `Expected your organisation's settings from ${pin.from}, they could not be had: ${why}.`,
    hint: 'npq does not go on without them. Repeat the command once they can be reached; from then on npq has them.',
    cause,
  });
}

function nowhereToKeep(pin: OrganisationPin): NpqError {
  return new NpqError('state-unwritable', {
    message: `Expected a folder to keep ${pin.from} in, found none: there is no home folder of your own.`,
    hint: 'Name one with NPQ_HOME.',
  });
}
