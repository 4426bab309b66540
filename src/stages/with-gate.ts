import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { hasCode } from '../errors.ts';
import { publishedAddress } from '../install/gate-tarball.ts';
import { type AddressBook, addressBook, packageAt } from '../managers/addresses.ts';
import type { FoundManager, ManagerKind, ManagerProject } from '../managers/manager.ts';
import { pnpmStays } from '../managers/pnpm.ts';
import { type BorrowedStore, borrowStore } from '../managers/pnpm-modules.ts';
import { isAtRegistry } from '../plan/addresses.ts';
import { npmsOwnRegistry } from '../plan/resolve.ts';
import type { Registry, Session } from './session.ts';

export interface AtTheGate {
  readonly session: Session;
  readonly registry: Registry;
  readonly manager: FoundManager;
  readonly kind: ManagerKind;
  readonly project: ManagerProject;
  readonly ownFolder: string;
  readonly gateUrl: string;
}

/**
 * Runs the manager with the gate's addresses in its lockfile and an empty store, and puts both right afterwards. What
 * was replaced is written down before: a run that is cut off is mended by the next.
 */
export async function atTheGate(around: AtTheGate, run: () => Promise<number>): Promise<number> {
  const { session, kind, project, ownFolder, gateUrl } = around;
  const { files } = session.host;
  await mendCutOff(around);
  const book = await bookFor(around, gateUrl);
  const changed = await Promise.all(
    kind.addressed.map(async (name) => {
      const path = join(project.root, name);
      const before = await files.readText(path);
      return { path, before, during: before === undefined ? undefined : book.toGate(before) };
    }),
  );
  const journal = journalOf(around);
  if (kind.addressed.length > 0 && journal !== undefined) {
    await files.writeAtomic(journal, JSON.stringify({ gateUrl, replaced: [...book.replaced] }));
  }
  // Whatever was vetted for another run: it is asked for again, and judged by what is known today.
  if (!kind.keepsOwnFolder) await files.remove(ownFolder);
  const store = await borrow(around);
  try {
    for (const { path, before, during } of changed) {
      if (during !== undefined && during !== before) await files.replace(path, during);
    }
    return await run();
  } finally {
    for (const { path } of changed) await putRight(around, book, path);
    await store?.giveBack(gateUrl, String(session.config.get('registry')));
    if (!kind.keepsOwnFolder) await files.remove(ownFolder);
    if (journal !== undefined) await files.remove(journal);
  }
}

async function putRight({ session }: AtTheGate, book: AddressBook, path: string): Promise<void> {
  const { files } = session.host;
  const text = await files.readText(path);
  if (text === undefined) return;
  const right = await book.fromGate(text);
  if (right !== text) await files.replace(path, right);
}

async function bookFor(
  around: AtTheGate,
  gateUrl: string,
  known: ReadonlyMap<string, string> = new Map(),
): Promise<AddressBook> {
  const { session, registry, manager } = around;
  const npmsOwn = npmsOwnRegistry(session.config);
  const mirror = await ownMirror(around);
  return addressBook({
    ...{ gateUrl, known, manager: manager.name },
    isAtRegistry: (address) =>
      isAtRegistry(address, registry.options, npmsOwn) ||
      (mirror !== undefined && address.startsWith(mirror)),
    async written(path) {
      const id = packageAt(path);
      const published = id && (await publishedAt(registry, id));
      if (id === undefined || published === undefined) return undefined;
      // bun leaves out what lies where its default registry keeps it.
      if (manager.name === 'bun' && registry.packuments.registryFor(id.name) === npmsOwn) return '';
      return mirror === undefined || !published.startsWith(npmsOwn)
        ? published
        : mirror + published.slice(npmsOwn.length);
    },
  });
}

async function publishedAt(
  { packuments }: Registry,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<string | undefined> {
  try {
    return publishedAddress(await packuments.load(name), version);
  } catch (error) {
    // The gate could not have it either, so nothing was installed from there.
    if (hasCode(error)) return undefined;
    throw error;
  }
}

/** Without any setting yarn 1 takes a mirror of npm's registry for it, and writes that into its lockfile. */
async function ownMirror({ session, manager, kind }: AtTheGate): Promise<string | undefined> {
  const { config } = session;
  const npmsOwn = npmsOwnRegistry(config);
  const configured = `${String(config.get('registry')).replace(/\/+$/, '')}/`;
  if (manager.name !== 'yarn' || kind.addressed.length === 0 || configured !== npmsOwn) return undefined;
  const said = await say({ session, manager }, ['config', 'get', 'registry']);
  return URL.canParse(said) ? `${said.replace(/\/+$/, '')}/` : undefined;
}

async function borrow(around: AtTheGate): Promise<BorrowedStore | undefined> {
  const { session, manager, project, ownFolder } = around;
  if (manager.name !== 'pnpm') return undefined;
  const usersStore = async () => {
    const said = await say(around, [...pnpmStays, 'store', 'path']);
    return said === '' ? undefined : said;
  };
  return borrowStore(session.host.files, project.root, join(ownFolder, 'store'), usersStore);
}

/** One line of what the manager answers away from the project, where nothing can lead it; empty where it fails. */
async function say(
  { session, manager }: Pick<AtTheGate, 'session' | 'manager'>,
  words: readonly string[],
): Promise<string> {
  const { env, spawner } = session.host;
  const args = manager.byNode ? [manager.program, ...words] : words;
  const { code, stdout } = await spawner.run(manager.byNode ? env.execPath : manager.program, args, {
    ...{ cwd: env.home ?? env.tmp, stdio: 'capture' as const, env: { ...env.vars, YARN_IGNORE_PATH: '1' } },
  });
  return code === 0 ? stdout.trim() : '';
}

const journalSchema = v.strictObject({
  gateUrl: v.pipe(v.string(), v.regex(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]+\/$/)),
  replaced: v.array(v.tuple([v.string(), v.string()])),
});

function journalOf({ session, project }: AtTheGate): string | undefined {
  const { state } = session.folders;
  const mark = createHash('sha256').update(project.root).digest('hex').slice(0, 32);
  return state === undefined ? undefined : join(state, 'managers', `${mark}.json`);
}

/** The last run in this project was killed before it could put the lockfile right. */
async function mendCutOff(around: AtTheGate): Promise<void> {
  const { session, kind, project } = around;
  const { files } = session.host;
  const journal = journalOf(around);
  const text = journal === undefined ? undefined : await files.readText(journal);
  if (journal === undefined || text === undefined) return;
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), journalSchema), text);
  if (read.success) {
    const book = await bookFor(around, read.output.gateUrl, new Map(read.output.replaced));
    for (const name of kind.addressed) await putRight(around, book, join(project.root, name));
  }
  await files.remove(journal);
}
