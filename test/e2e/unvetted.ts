import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host, SpawnOptions } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { main } from '../../src/main.ts';
import type { NpmInstallation } from '../../src/plan/npm.ts';
import { npmsAtHand } from '../cli/npms.ts';
import { fakeTerminal } from '../consent/terminal.ts';
import { nodeFor, withNode } from '../world/newer-node.ts';
import { isolatedEnv } from '../world/npm.ts';
import { type TempProject, tempProject } from '../world/project.ts';
import { createProxy, type StrictProxy } from '../world/proxy.ts';
import { createWorld, type World } from '../world/world.ts';
import { worldVars } from './npq.ts';

/** Every npm at hand by its name, each on a Node that it wants where there is one. And this machine's own. */
export const everyNpm = npmsAtHand().map((npm) => {
  const { version, wanted } = nodeFor(npm.cli);
  return [`npm ${npm.major} on Node ${version}${wanted ? '' : ', which it does not want'}`, npm] as const;
});
export const [ownNpm] = npmsAtHand() as [NpmInstallation];

/** What stands in every file that nobody may ever install. */
export const evilText = 'EVIL';

export interface Scene extends AsyncDisposable {
  readonly world: World;
  readonly project: TempProject;
  /** All that npm can reach besides the gate. npq itself goes directly. */
  readonly proxy: StrictProxy;
  /** Publishes a package whose only file says whether it is genuine. */
  publish(name: string, version: string, more?: PublishMore): ReturnType<Registry['publish']>;
  /** The same with evil content: another package, or a later one. */
  publishEvil(name: string, version: string, more?: PublishMore): ReturnType<Registry['publish']>;
  run(args: readonly string[], how?: RunOptions): Promise<Run>;
  /** `node_modules/leaf: leaf@1.0.0 genuine`, of every package folder below this one of the project, links marked. */
  disk(folder?: string): readonly string[];
  /** Hashes of package.json and lockfiles. */
  files(): Readonly<Record<string, string>>;
}

type Registry = ReturnType<World['registry']>;
type PublishMore = Partial<Parameters<Registry['publish']>[0]> & { readonly registry?: string };

export interface RunOptions {
  readonly npm?: NpmInstallation;
  readonly env?: Readonly<Record<string, string>>;
  /** Once npq has decided, before npm starts for the first time; `gateUrl` is what npm is given. */
  readonly between?: (gateUrl: string) => void | Promise<void>;
  /** What a person at the terminal chooses; left out, nobody is there. */
  readonly choose?: string;
}

export interface Run {
  readonly code: number | undefined;
  /** What npq printed, and after it what npm did. */
  readonly screen: string;
  /** npm's arguments, once for every start. */
  readonly npmRuns: readonly (readonly string[])[];
}

export async function openScene(files: Parameters<typeof tempProject>[0] = {}): Promise<Scene> {
  const [world, proxy] = await Promise.all([createWorld({ hostname: 'localhost' }), createProxy()]);
  world.allowMissing('npm');
  const project = tempProject(files);
  const publish = (content: string): Scene['publish'] => {
    return (name, version, { registry, files: more, ...spec } = {}) =>
      world.registry(registry).publish({ name, version, files: { 'index.js': content, ...more }, ...spec });
  };
  return {
    ...{ world, project, proxy },
    publish: publish('genuine'),
    publishEvil: publish(evilText),
    run: (args, how = {}) => run({ world, project, proxy }, args, how),
    disk: (folder = '') => packagesBelow(project.path(folder), 'node_modules').sort(),
    files: () => Object.fromEntries(ownFiles.map((name) => [name, hashOf(project.path(name))])),
    async [Symbol.asyncDispose]() {
      project.dispose();
      await Promise.all([world.close(), proxy.close()]);
    },
  };
}

const ownFiles = ['package.json', 'package-lock.json', 'npm-shrinkwrap.json', 'yarn.lock'];

/** The whole npq within this process, with the real npm as its child. */
async function run(
  { world, project, proxy }: Pick<Scene, 'world' | 'project' | 'proxy'>,
  args: readonly string[],
  { npm = ownNpm, env = {}, between, choose }: RunOptions,
): Promise<Run> {
  const real = nodeHost(process);
  const node = nodeFor(npm.cli);
  const screen: string[] = [];
  const npmRuns: (readonly string[])[] = [];
  const print = (text: string) => void screen.push(text);
  const person = fakeTerminal({ err: print });
  let code: number | undefined;
  const vars = {
    ...isolatedEnv(project.home),
    NPQ_HOME: join(project.home, 'npq'),
    ...worldVars(world),
    NPQ_PUBLIC_REGISTRIES: world.registryUrls.join(' '),
    npm_execpath: npm.cli,
    ...env,
  };
  const host: Host = {
    ...real,
    env: {
      ...{ ...real.env, args, cwd: project.dir, vars: withNode(node, vars), home: project.home },
      ...{ execPath: node.path, nodeVersion: node.version },
    },
    terminal: {
      ...{ ...real.terminal, out: print, err: print, live: false, colorLevel: 0, columns: 100 },
      ...{ interactive: choose !== undefined, input: person.terminal.input },
      questions: person.terminal.questions,
    },
    spawner: {
      ...real.spawner,
      // Every npm of a scene is one that is started before its eyes.
      loadNpm: () => ({ run: async () => undefined, drop: () => undefined }),
      async run(command: string, given: readonly string[], options: SpawnOptions) {
        const flag = given.find((one) => one.startsWith('--registry=http://127.0.0.1'));
        if (npmRuns.length === 0) await between?.(flag?.slice('--registry='.length) ?? '');
        npmRuns.push(given.slice(1));
        const shut = { ...options.env, ...proxy.env };
        const ended = await real.spawner.run(command, given, { ...options, env: shut, stdio: 'capture' });
        screen.push(ended.stdout, ended.stderr);
        return ended;
      },
    },
    // Signals are this test runner's own.
    signals: { onInterrupt: () => () => undefined },
    exit: (status) => {
      code = status;
    },
  };
  const done = main(host);
  if (choose !== undefined) void answer(person, choose);
  await done;
  return { code, npmRuns, screen: screen.join('') + person.screen() };
}

/** Types the number of the line that says this: the terminal is one that redraws nothing. */
async function answer(person: ReturnType<typeof fakeTerminal>, choose: string): Promise<void> {
  await person.typeAfter('Look at the evidence');
  const drawn = person.screen();
  const lines = drawn.slice(drawn.lastIndexOf('What now?')).split('\n').slice(1);
  const at = lines.findIndex((line) => line.includes(choose));
  if (at < 0) throw new Error(`nobody offers "${choose}":\n${drawn}`);
  await person.typeAfter('', `${at + 1}\n`);
}

function packagesBelow(root: string, folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const place = `${folder}/${entry.name}`;
    if (entry.name.startsWith('.')) return [];
    if (entry.isSymbolicLink()) return [`${place}: a link`];
    if (entry.name.startsWith('@')) return packagesBelow(root, place);
    return [describe(root, place), ...packagesBelow(root, `${place}/node_modules`)];
  });
}

function describe(root: string, place: string): string {
  const file = join(root, place, 'package.json');
  if (!existsSync(file)) return `${place}: no package`;
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const content = join(root, place, 'index.js');
  return `${place}: ${name}@${version} ${existsSync(content) ? readFileSync(content, 'utf8') : 'without content'}`;
}

function hashOf(path: string): string {
  if (!existsSync(path)) return 'absent';
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
