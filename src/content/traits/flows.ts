import type { Sight, Spend, Sweep } from './matcher.ts';
import { inPieces, stepsOver } from './pieces.ts';

/**
 * What goes from one call into another under one name: fetched and then run, written and then started, read and
 * then sent. Each call alone is everyday; files of one purpose are small enough to follow a name by its letters, and of
 * larger ones the pieces around where something comes in.
 */

const most = 64_000;
const name = String.raw`[A-Za-z_$][\w$]{0,40}`;

/** Names that hold what came over the network. */
const arrivals: readonly RegExp[] = [
  new RegExp(
    String.raw`(${name}|\{[^{}]{1,80}\})\s{0,4}=\s{0,4}(?:JSON\.parse\s{0,4}\(\s{0,4})?\(?await\b[^;\n]{1,240}?\.(?:text|json)\s{0,4}\(\s{0,4}\)`,
    'g',
  ),
  new RegExp(String.raw`(${name}|\{[^{}]{1,80}\})\s{0,4}=\s{0,4}\(?await\s{1,4}axios\b`, 'g'),
  new RegExp(
    String.raw`\.(?:text|json)\s{0,4}\(\s{0,4}\)\s{0,4}\)?\s{0,9}\.then\s{0,4}\(\s{0,4}(?:async\s{1,4})?(?:function\s{0,4})?\(?\s{0,4}(${name}|\{[^{}]{1,80}\})`,
    'g',
  ),
  new RegExp(
    String.raw`(?<!stdout|stderr|stdin)\.on\s{0,4}\(\s{0,4}['"\`]data['"\`]\s{0,4},[^;\n]{1,60}?\b(${name})\s{0,4}\+=`,
    'g',
  ),
];

/** Shells take a command as one text; whatever runs text as code takes it last. */
const running = (held: string) =>
  new RegExp(
    String.raw`(?:(?<![\w$.])|child_process['"\`]?\)?\.|\b\w{0,12}(?:cp|process|child)\.)(?:exec|execSync)\s{0,4}\(\s{0,4}(?:String\(\s{0,4})?${held}(?![\w$])(?:\??\.[\w$]{1,30}){0,3}\s{0,4}[,)]|\b(?:spawn|spawnSync|execFile|execFileSync)\s{0,4}\(\s{0,4}[^,;\n()]{1,60},\s{0,4}\[\s{0,4}['"\`](?:-c|-e|--eval|-Command)['"\`]\s{0,4},\s{0,4}${held}(?![\w$])|(?<![\w$.])eval\)?\s{0,4}\(\s{0,4}${held}(?![\w$])|(?:(?<![\w$.])(?:Async|Generator|AsyncGenerator)?Function|\.constructor\)?)\s{0,4}\(\s{0,4}(?:['"\`][\w, ]{0,60}['"\`]\s{0,4},\s{0,4}){0,6}${held}(?![\w$])(?:\??\.[\w$]{1,30}){0,3}\s{0,4}\)`,
  );

const runsFetched = inPieces({
  ...{ kind: 'runs-fetched', most },
  needle: /\.(?:text|json)\s{0,4}\(\s{0,4}\)|\bawait\s{1,4}axios\b|\.on\s{0,4}\(\s{0,4}['"`]data['"`]/g,
  anchors: [
    'exec(',
    'execsync(',
    'spawn(',
    'spawnsync(',
    'execfile',
    'eval(',
    'eval)(',
    'function(',
    'constructor(',
  ],
  look: (code, spend) => followed({ code, spend }, arrivals, running, mentionsNetwork),
});

const mentionsNetwork = /\bfetch\s{0,3}\(|\baxios\b|\bhttps?\b|\bgot\b/;

const written: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:writeFileSync|writeFile|createWriteStream|copyFileSync|outputFileSync)\s{0,4}\(\s{0,4}(${name})\s{0,4}[,)]`,
    'g',
  ),
];

const starting = (held: string) =>
  new RegExp(
    String.raw`\b(?:spawn|spawnSync|execFile|execFileSync|fork|dlopen|require|import)\s{0,4}\(\s{0,4}(?:[^,;\n()]{1,120},\s{0,4}\[\s{0,4}|\{[^{}]{0,30}\},\s{0,4}|(?<=dlopen\s{0,4}\(\s{0,4})[\w$.]{1,40},\s{0,4})?(?:(?:new\s{1,4})?(?:[\w$]{1,30}\.){0,2}[\w$]{1,40}\(\s{0,4}){0,4}${held}(?![\w$])|\b(?:exec|execSync)\s{0,4}\(\s{0,4}(?:${held}(?![\w$])|[^;\n()]{0,60}(?:\$\{\s{0,4}${held}\s{0,4}\}|\+\s{0,4}${held}(?![\w$])))`,
  );

/** Where everybody may write, or where nobody looks: programs that are built or unpacked lie in folders of their own. */
const asideFrom = (held: string) =>
  new RegExp(
    String.raw`(?<![\w$.])${held}\s{0,4}=[^;\n]{0,160}(?:\btmpdir\s{0,4}\(|\bhomedir\s{0,4}\(|['"\`]\/(?:tmp|var\/tmp|dev\/shm)\/|\b(?:TEMP|TMP|APPDATA|LOCALAPPDATA|ProgramData)\b)`,
  );

const comesFrom =
  /\bfetch\s{0,3}\(|\baxios\b|['"`](?:node:)?https?['"`]|['"`]base64['"`]|\batob\s{0,3}\(|\bcreateDecipheriv\b|\b(?:gunzip|unzip|inflate|inflateRaw|brotliDecompress)(?:Sync)?\s{0,3}\(/;

const runsDropped = inPieces({
  ...{ kind: 'runs-dropped', most },
  anchors: ['writefile', 'createwritestream', 'copyfilesync', 'outputfilesync'],
  look: (code, spend) => followed({ code, spend }, written, starting, comesFrom, asideFrom),
});

const unpacked: readonly RegExp[] = [
  new RegExp(
    String.raw`\.extractAllTo(?:Async)?\s{0,4}\(\s{0,4}(${name})|\b(?:x|extract|Extract|unzip|decompress)(?:Sync)?\s{0,4}\([^;\n]{0,120}\{[^{}\n]{0,80}\b(?:cwd|C|dir|path)\s{0,4}:\s{0,4}(${name})|['"\`](?:-C|-d)['"\`]\s{0,4},\s{0,4}(${name})\s{0,4}[,\]]|\b(?:tar|unzip|bsdtar)\s[^\n'"\`]{0,120}\s-[Cd]\s{0,2}["']?\$\{\s{0,4}(${name})\s{0,4}\}`,
    'g',
  ),
];

/** The folder itself, a path in it, or a name for such a path. */
const startingIn = (held: string) =>
  new RegExp(
    String.raw`\b(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|fork|dlopen|require|import)\s{0,4}\(\s{0,4}(?:[^,;\n()]{1,120},\s{0,4}\[\s{0,4})?(?:\`[^\`\n]{0,40}\$\{\s{0,4})?(?:(?:path\.)?(?:join|resolve)\s{0,4}\(\s{0,4})?${held}(?![\w$])|(?<![\w$.])(${name})\s{0,4}=\s{0,4}(?:path\.)?(?:join|resolve)\s{0,4}\(\s{0,4}${held}(?![\w$])[\s\S]{0,1500}?\b(?:spawn|spawnSync|exec|execSync|execFile|execFileSync|fork|dlopen|require|import)\s{0,4}\(\s{0,4}(?:[^,;\n()]{1,120},\s{0,4}\[\s{0,4})?\1(?![\w$])`,
  );

/** An archive is nothing that anybody reads, and what lies in it is a program as soon as it is unpacked. */
const runsUnpacked = inPieces({
  ...{ kind: 'runs-dropped', most },
  anchors: ['extract', 'unzip', 'tar.x', "'tar'", '"tar"', 'tar -x', 'tar x', 'decompress', 'bsdtar'],
  look: (code, spend) => {
    const byName = followed({ code, spend }, unpacked, startingIn, /./, asideFrom);
    if (byName !== undefined) return byName;
    const shell =
      /\b(?:tar|unzip|bsdtar|7z)\s[^\n'"`]{0,160}\s-[Cdo]\s{0,2}((?:\/tmp|\/var\/tmp|\/dev\/shm|\$TMPDIR|%TEMP%|~)[\w./\\-]{1,60})/.exec(
        code,
      );
    if (shell === null) return undefined;
    const behind = code.slice(shell.index + shell[0].length);
    const at = behind.search(
      new RegExp(
        String.raw`['"\`;&|\s]\s{0,4}(?:(?:ba)?sh\s{1,4}|node\s{1,4})?${shell[1]?.replace(/[.$\\]/g, '\\$&')}[/\\]`,
      ),
    );
    return at < 0 ? undefined : { index: shell.index };
  },
});

/** What node asks for a module's text, and what answers with somebody else's. */
const loadsFetched = inPieces({
  ...{ kind: 'runs-fetched', most },
  anchors: ['shortcircuit'],
  look: (code) => {
    const hook = /\bshortCircuit\s{0,4}:\s{0,4}(?:true|!0)/.exec(code);
    const fetches = /(?<![\w$.])fetch\s{0,3}\(|\bhttps?\.(?:get|request)\s{0,3}\(/.test(code);
    return hook === null || !fetches ? undefined : { index: hook.index };
  },
});

/** Their own files are what people keep their secrets in; uploads are of files that somebody names. */
export const secretFile = String.raw`['"\`][^'"\`\n]{0,60}(?:\.npmrc|\.env(?:\.\w{1,12})?|id_rsa|id_ed25519|credentials|wallet\.dat|id\.json)['"\`]`;
const sendsFile = inPieces({
  ...{ kind: 'sends-file', most },
  anchors: ['.npmrc', ".env'", '.env"', '.env`', '.env.', 'id_rsa', 'id_ed25519', 'wallet.dat', 'id.json'],
  look: (code) => {
    const file = new RegExp(secretFile).exec(code);
    const sent =
      /(?:\.(?:end|write|send)\s{0,4}\(\s{0,4}|\bbody\s{0,4}:\s{0,4}(?:JSON\.stringify\s{0,4}\(\s{0,4}\{[^{}]{0,60}:\s{0,4})?)(?:(?:require\(['"](?:node:)?fs['"]\)|[\w$]{1,20})\.)?readFileSync\s{0,4}\(/.exec(
        code,
      );
    if (file === null || sent === null || !mentionsNetwork.test(code)) return undefined;
    return { index: sent.index, what: file[0].slice(1, -1).slice(-40) };
  },
});

/** The work of whoever installs it, read and sent: an install has nothing to do with it. */
const sendsProject = inPieces({
  ...{ kind: 'sends-file', most },
  anchors: ['init_cwd', 'npm_config_local_prefix'],
  look: (code) => {
    const project = /\b(?:INIT_CWD|npm_config_local_prefix)\b/.exec(code);
    const reads =
      /\breaddir(?:Sync)?\s{0,4}\(/.test(code) &&
      /\b(?:readFile(?:Sync)?|createReadStream)\s{0,4}\(/.test(code);
    const sends =
      /(?:\bfetch|\.(?:request|post|put))\s{0,4}\(\s{0,4}(?:['"`]https?:\/\/[\w-]{1,63}\.|\{[^{}]{0,200}\bhost(?:name)?\s{0,4}:\s{0,4}['"`])/.test(
        code,
      );
    if (project === null || !reads || !sends) return undefined;
    return { index: project.index, what: 'files of the project' };
  },
});

const keyWords = '(?:PRIVATE_?KEY|MNEMONIC|SEED_?PHRASE|SECRET_?KEY)';
const readsEnvFile = /['"`/]\.env['"`.]/;

/** What a wallet is made of stands in the files of those who write bots; their libraries are handed it. */
const seeksKeys = inPieces({
  ...{ kind: 'sends-keys', most },
  anchors: [".env'", '.env"', '.env`'],
  look: (code) => {
    if (!readsEnvFile.test(code) || !/\breadFile(?:Sync)?\s{0,4}\(/.test(code)) return undefined;
    const sought = new RegExp(
      String.raw`\/[^/\n]{0,60}\b${keyWords}[^/\n]{0,60}\/[gimsuy]{0,6}\s{0,4}(?:\.(?:exec|test)\s{0,4}\(|[,)])`,
      'i',
    ).exec(code);
    const leaves = /\bfetch\s{0,3}\(|\baxios\b|\bhttps?(?:['"]\))?\.(?:get|request)\s{0,3}\(/.test(code);
    return sought === null || !leaves ? undefined : { index: sought.index, what: 'from files of settings' };
  },
});

/** The first name that comes out of one of `sources` and goes where `into` says. */
function followed(
  { code, spend }: { readonly code: string; readonly spend: Spend },
  sources: readonly RegExp[],
  into: (held: string) => RegExp,
  needs: RegExp,
  also?: (held: string) => RegExp,
): Sight | undefined {
  if (!needs.test(code)) return undefined;
  const seen = new Set<string>();
  for (const source of sources)
    for (const { index, ...groups } of code.matchAll(source)) {
      const found = [groups[1], groups[2], groups[3], groups[4]].find((one) => one !== undefined) ?? '';
      for (const held of namesIn(found)) {
        if (seen.has(held)) continue;
        seen.add(held);
        if (!spend(stepsOver(code.length))) return undefined;
        const escaped = held.replaceAll('$', '\\$');
        if (also !== undefined && !also(escaped).test(code)) continue;
        const place = into(escaped).exec(code.slice(index));
        if (place !== null) return { index: index + place.index };
      }
    }
  return undefined;
}

/** `{ run, other: named }` declares `run` and `named`. */
function namesIn(declared: string): readonly string[] {
  if (!declared.startsWith('{')) return [declared];
  return declared
    .slice(1, -1)
    .split(',')
    .flatMap((part) => /([A-Za-z_$][\w$]{0,40})\s{0,9}(?:=[^=].{0,40})?$/.exec(part.trim())?.[1] ?? []);
}

export const flowSweeps: readonly Sweep[] = [
  ...[runsFetched, runsDropped, runsUnpacked, loadsFetched, sendsFile, sendsProject, seeksKeys],
];
