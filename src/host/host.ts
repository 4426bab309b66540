/**
 * All effects of npq pass through these small ports. Stages get what they need of them as an argument, so
 * that a test hands in its own and nothing has to be mocked. Only src/host touches process, node:fs,
 * child_process, http and the clock. (npm's libraries, handed their options in src/plan and src/evidence,
 * read files and speak HTTP themselves.)
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable, Writable } from 'node:stream';
import type { SecureContext } from 'node:tls';

export interface Host {
  readonly clock: Clock;
  readonly env: Env;
  readonly files: Files;
  readonly spawner: Spawner;
  readonly network: Network;
  readonly terminal: Terminal;
  readonly signals: Signals;
  /** Starts the built file of this name in a thread of its own; undefined where npq runs from its sources. */
  startThread(name: 'reading-thread', setup: unknown): Thread | undefined;
  /** Ends the process once what was printed is out, however much is still under way. */
  exit(code: number): void;
}

export interface Clock {
  now(): Date;
  /** Milliseconds that only grow; for durations. */
  monotonicMs(): number;
  /** Calls back about every `ms`; returns the function that ends it. Never keeps the process alive. */
  every(ms: number, tick: () => void): () => void;
}

export interface Env {
  /** Without node and the script. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly vars: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
  readonly nodeVersion: string;
  /** Absolute path of the running node. */
  readonly execPath: string;
  /** Undefined where the user has none. */
  readonly home: string | undefined;
  /** Home folder of the account that npq runs under, whatever HOME says; undefined where there is no account. */
  readonly accountHome: string | undefined;
  readonly tmp: string;
  /** Unguessable, URL-safe, at least 128 bits. */
  randomToken(): string;
}

export interface FileInfo {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly size: number;
}

export interface OpenFile {
  readonly size: number;
  /** Fewer bytes than asked for only where the file ends. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface ScratchFile extends OpenFile {
  append(bytes: Uint8Array): Promise<void>;
}

export interface Files {
  /** Undefined where there is no such file; any other trouble rejects with Node's error. */
  readText(path: string): Promise<string | undefined>;
  readBytes(path: string): Promise<Buffer | undefined>;
  /** Replaces the file as a whole or not at all; makes the folder. */
  writeAtomic(path: string, content: string | Uint8Array): Promise<void>;
  /**
   * The same for what can be made anew, many times a second: a power cut may leave it empty or torn, and whoever
   * reads it has to see that.
   */
  writeSpare(path: string, content: string | Uint8Array): Promise<void>;
  /** As `writeAtomic`, for a file of the user's: mode and owner of the old one stay, a new one has those of any other. */
  replace(path: string, content: string | Uint8Array): Promise<void>;
  /** Whether its owner has it read-only, or we may not write it. False where it is not there. */
  readOnly(path: string): Promise<boolean>;
  /** As `writeAtomic`, for a script that is to be run; makes the folder. */
  writeProgram(path: string, text: string): Promise<void>;
  /** For reading here and there in what is too large to hold. Undefined where there is no such file. */
  openForReading(path: string): Promise<OpenFile | undefined>;
  /** A file without a name on the folder's disk: whatever ends this process, nothing of it stays there. */
  scratch(folder: string): Promise<ScratchFile>;
  /** In place: mode, owner and links stay, and a full disk has room for it where the file was not shorter. */
  rewrite(path: string, text: string): Promise<void>;
  /** In one piece, also where several processes append at once; makes the folder. */
  append(path: string, text: string): Promise<void>;
  /** Runs the work while no other process does work for the same path: for a read and the write after it. */
  exclusively<T>(path: string, work: () => Promise<T>): Promise<T>;
  /** The same for work that takes its time: waits as long as the other lives, and says once that it does. */
  exclusivelyForLong<T>(path: string, work: () => Promise<T>, onWait: () => void): Promise<T>;
  /** Names, sorted; empty where there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** Does not follow a link. */
  info(path: string): Promise<FileInfo | undefined>;
  /** Undefined where the path leads nowhere. */
  realPath(path: string): Promise<string | undefined>;
  makeTempDir(prefix: string): Promise<string>;
  remove(path: string): Promise<void>;
}

export interface SpawnOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `inherit-stderr`: the child's stdout goes to our stderr, so that our stdout stays one document. */
  readonly stdio: 'inherit' | 'inherit-stderr' | 'capture';
  /** It only looks something up: a signal meanwhile is npq's own, and npm has not run. */
  readonly aside?: true;
  /** The command is node and runs npm: what npm logs is listened to. */
  readonly listenToNpm?: boolean;
}

export interface SpawnResult {
  /** Null where a signal ended the child. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Empty unless captured. */
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined where npm was not listened to, or nothing was heard of it. */
  readonly unwritten: readonly Unwritten[] | undefined;
}

/** What npm could not write, warned of, and went on without. */
export interface Unwritten {
  /** The system's error, without call and path: `ENOSPC: no space left on device`. */
  readonly why: string;
  /** Of the packages that it was unpacking, as npm named them. */
  readonly folders: readonly string[];
}

/** An npm that is loaded and waits for its command line. */
export interface NpmAtHand {
  /** Once, as `Spawner.run`; undefined where it is gone, and npm has to be started anew. */
  run(args: readonly string[], env: SpawnOptions['env']): Promise<SpawnResult | undefined>;
  /** It is not needed. */
  drop(): void;
}

export interface Spawner {
  /** Never through a shell. Signals that reach npq meanwhile are passed on and waited for. */
  run(command: string, args: readonly string[], options: SpawnOptions): Promise<SpawnResult>;
  /** Begins to load npm in a child, which does nothing else until it is told to; `cli` is npm's own script. */
  loadNpm(cli: string, options: SpawnOptions & { readonly stdio: 'inherit' | 'inherit-stderr' }): NpmAtHand;
  /** Runs npm's own command line in this process, which then is npm; does not come back with a result. */
  becomeNpm(npmRoot: string, args: readonly string[]): Promise<void>;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

export interface Thread {
  /** Rejects with what the answerer threw, or with the thread's own end. Both ways are copies. */
  ask(question: unknown): Promise<unknown>;
}

export interface Network {
  /** These certificate authorities (PEM) in the place of Node's own, read once for many connections. */
  certificateContext(ca: string | readonly string[]): Promise<SecureContext>;
  /**
   * A server on 127.0.0.1 and a free port; nothing else is ever listened on. With `onTunnel` it may be named as a
   * proxy too: a tunnel to itself is opened, any other is refused and told of.
   */
  listenOnLoopback(
    handler: (request: IncomingMessage, response: ServerResponse) => void,
    onTunnel?: (target: string) => void,
  ): Promise<Listener>;
  /** What a server says to one line before it hangs up, in clear text. Rejects with Node's error, or ENPQTOOLARGE. */
  askLine(question: LineQuestion): Promise<string>;
  /**
   * The records of one kind; none where there is no such name, or none of this kind. Rejects with the code of
   * the DNS (ETIMEOUT, ESERVFAIL, …).
   */
  dnsRecords(question: DnsQuestion): Promise<readonly string[]>;
}

export interface LineQuestion {
  readonly host: string;
  readonly port: number;
  /** Without its end. */
  readonly line: string;
  readonly maxBytes: number;
  /** For everything from connecting to the end of the answer. */
  readonly timeoutMs: number;
}

export type RecordKind = 'MX' | 'NS' | 'A' | 'AAAA';

export interface DnsQuestion {
  readonly name: string;
  readonly kind: RecordKind;
  /** `address:port`; left out, this machine's own resolvers are asked. */
  readonly server?: string;
  readonly timeoutMs: number;
}

export interface Terminal {
  /** To stdout. Text is printed as it is: sanitize foreign text before. */
  out(text: string): void;
  /** To stderr. */
  err(text: string): void;
  /** Somebody can be asked: stdin and stderr are terminals. */
  readonly interactive: boolean;
  /** stderr is a terminal that can redraw a line, and nobody has it read aloud line by line. */
  readonly live: boolean;
  readonly columns: number;
  readonly rows: number;
  /** 0 none, 1 16 colours, 2 256, 3 true colour; NO_COLOR and FORCE_COLOR count. */
  readonly colorLevel: 0 | 1 | 2 | 3;
  readonly input: Readable;
  /** The stream that questions are drawn on (stderr). */
  readonly questions: Writable;
}

export interface Signals {
  /**
   * Calls back on the first SIGINT, SIGTERM or SIGHUP that comes while no child runs, and says whether one has
   * run before; returns the function that stops listening.
   */
  onInterrupt(handler: (signal: NodeJS.Signals, before: { readonly childRan: boolean }) => void): () => void;
}
