import { around, type Matcher, near, type Window, windowReach } from './matcher.ts';

/** The machine handed to somebody else: what comes in from outside is run. */

const reverseShell = near(
  'reverse-shell',
  [
    '/dev/tcp/',
    '/dev/udp/',
    'nc -',
    'ncat ',
    'bash -i',
    'sh -i',
    'mkfifo',
    '.stdin',
    'pty.spawn',
    'os.dup2',
    'stdin',
    'tcpclient',
  ],
  new RegExp(
    [
      String.raw`\/dev\/(?:tcp|udp)\/[\w.$\{"'+ ]{1,60}\/`,
      String.raw`\b(?:nc|ncat|netcat)(?:\.exe)?\s(?:[\w.$\{\}-]{1,40}\s{1,4}){0,5}-\w{0,4}[ec]\w{0,3}\s{1,4}['"]?(?:\/bin\/|cmd|bash|sh|powershell)`,
      String.raw`\b(?:ba|z)?sh\s{1,4}-i\s{0,4}(?:>&|[<0-9]{0,2}\s{0,2}[<>]&|2>&1\s{0,4}\|\s{0,4}nc)`,
      String.raw`\bmkfifo\s{1,4}\/tmp\/\w{1,20}\s{0,4};[^\n]{0,160}\b(?:nc|openssl|telnet)\b`,
      // The socket takes the place of what a program reads and writes: Python, Perl.
      String.raw`\bos\.dup2\(\s{0,4}\w{1,30}\.fileno\(\)|\bopen\(\s{0,4}STDIN\s{0,4},\s{0,4}["']<?>&`,
      String.raw`\bpty\.spawn\(\s{0,4}\\{0,2}['"]\/bin\/|TCPClient\([^\n]{0,400}\biex\b`,
    ].join('|'),
    'i',
  ),
  { before: 60, behind: 260 },
);

/** A socket that is joined to a shell's input and output. */
const joinedShell = near(
  'reverse-shell',
  ['.stdin)', '.stdin )'],
  /\.pipe\s{0,9}\(\s{0,9}[\w$]{1,40}\.stdin\s{0,9}\)/,
  {
    before: 60,
    behind: 20,
    and: (window, index) => {
      const beside = around(window, index, 1_200, 600);
      return (
        /['"`](?:\/bin\/(?:ba|z)?sh|(?:ba|z)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?)['"`]/.test(beside) &&
        /\b(?:net|tls)\b|Socket\b|\.connect\s{0,9}\(/.test(beside)
      );
    },
  },
);

/** Whoever asks says what is run: what comes in goes to a shell as it is. */
const takesOrders = near(
  'reverse-shell',
  [
    ...['req.headers', 'req.query', 'req.body', 'req.params', 'request.headers', 'request.query'],
    ...['request.body', 'ctx.query', 'ctx.request'],
    ...['data', 'message', 'command', 'cmd', 'exec', 'shell', 'run', 'task', 'order', 'eval'].flatMap(
      (name) => [`.on('${name}'`, `.on("${name}"`],
    ),
  ],
  new RegExp(
    [
      String.raw`\b(?:exec|execSync|spawn|spawnSync|eval)\s{0,4}\(\s{0,4}(?:String\(\s{0,4}|Buffer\.from\(\s{0,4}|atob\(\s{0,4})?(?:req|request|ctx|context)\.(?:headers|query|body|params|get\()`,
      String.raw`\.on\(\s{0,4}['"\`](?:data|message|command|cmd|exec|shell|run|task|order|eval)['"\`]\s{0,4},\s{0,4}(?:async\s{1,4})?(?:function\s{0,4}\w{0,20}\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,30})\b(?:[^;]{0,120}?\b|[\s\S]{0,240}?(?:(?<![\w$.])|\b\w{0,12}(?:cp|process|child)['"\`)]{0,2}\.))(?:exec|execSync)\s{0,4}\(\s{0,4}(?:String\(\s{0,4}|\`\$\{)?\1\b`,
    ].join('|'),
  ),
  {
    ...{ before: 80, behind: 420, what: 'runs what it is told from outside' },
    and: (window, index, [told]) => !isMatching(window, index, told),
  },
);

/** What comes in goes to a shell by way of some other name: no text that stands in the code is what is run. */
const takesOrdersOn = near(
  'reverse-shell',
  ['data', 'message', 'command', 'cmd', 'line', 'exec', 'shell', 'task'].flatMap((name) => [
    `.on('${name}'`,
    `.on("${name}"`,
  ]),
  /([\w$)\]]{1,40})\.on\(\s{0,4}['"](?:data|message|command|cmd|line|exec|shell|task)['"]\s{0,4},[\s\S]{1,500}?(?:(?:\bchild_process['"`]\s{0,4}\)|\bcp|\bchild_process)\.(?:exec|execSync)\s{0,4}\(\s{0,4}(?!['"`)])[\w$]|\b(?:spawn|spawnSync|execFile|execFileSync)\s{0,4}\(\s{0,4}['"](?:\/bin\/)?(?:ba|z)?sh['"]\s{0,4},\s{0,4}\[\s{0,4}['"]-c['"]\s{0,4},\s{0,4}(?!['"`])[\w$])/,
  {
    ...{ before: 60, behind: 640, what: 'runs what it is told from outside' },
    // Those are the program's own parts, and whoever sits in front of it.
    and: (_window, _index, [, teller = '']) =>
      !/^(?:process|stdin|stdout|stderr|rl|readline|worker|child)$/.test(teller),
  },
);

/** Expressions have an `exec` too, and what comes in is looked through with them. */
function isMatching(window: Window, index: number, told: string): boolean {
  const at = index + told.lastIndexOf('exec');
  const before = around(window, at, windowReach, 0);
  if (writtenOut.test(before.slice(-300))) return true;
  const [, name] = /(?<![\w$.])([\w$]{1,40})\s{0,4}\.\s{0,4}$/.exec(before) ?? [];
  if (name === undefined) return false;
  return new RegExp(
    String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$`)}\s{0,4}=\s{0,4}(?:\/(?![/*])|(?:new\s{1,4})?RegExp\s{0,4}\()`,
  ).test(before);
}

/** Behind an operator or a bracket: behind a value a slash divides. */
const writtenOut =
  /(?:[(=,:;!&|?{}[]|\breturn)\s{0,4}\/(?:[^/\n\\]|\\.){1,200}\/[dgimsuvy]{0,8}\s{0,4}\.\s{0,4}$/;

/** What a name server answers is data of whoever owns the name, and no firewall looks at it. */
const takesNames = near('reverse-shell', ['resolvetxt'], /\bresolveTxt\s{0,4}\(/i, {
  before: 2,
  behind: 20,
  what: 'runs what a name server answers',
  and: (window, index) =>
    /(?<![\w$.])eval\)?\s{0,4}\(\s{0,4}[^)]|\bnew\s{1,4}Function\s{0,4}\(|(?<![\w$.])Function\s{0,4}\(|(?:(?<![\w$.])|\b(?:cp|child_process|child)\.|\)\.)(?:exec|execSync)\s{0,4}\(\s{0,4}[\w$]|\brunIn(?:This|New)?Context\s{0,4}\(|\b_compile\s{0,4}\(/.test(
      around(window, index, 600, 1_200),
    ),
});

export const remoteControlMatchers: readonly Matcher[] = [
  ...[reverseShell, joinedShell, takesOrders, takesOrdersOn, takesNames],
];
