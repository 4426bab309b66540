import { arrivalsIn, followingSteps, reaching } from './held-names.ts';
import { around, type Matcher, near } from './matcher.ts';

/** What people send or fetch by way of a package, sent to or fetched from somebody whom they did not name. */

const domain = String.raw`[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}`;
const mailbox = String.raw`(?:['"\`][\w.+-]{1,64}@(${domain})['"\`]|\[\s{0,4}['"\`][\w.+-]{1,64}['"\`]\s{0,4},\s{0,4}['"\`](${domain})['"\`]\s{0,4}\]\.join\(\s{0,4}['"\`]@|['"\`][\w.+-]{1,64}@?['"\`]\s{0,4}\+\s{0,4}(?:['"\`]@['"\`]\s{0,4}\+\s{0,4})?['"\`]@?(${domain})['"\`])`;

/** A library for mail knows nobody to write to. */
const mail = near(
  'reroutes',
  ['bcc', 'rcpt', 'recipient', '.to.push', '.to.unshift', '.to.concat', '.cc.push'],
  new RegExp(
    String.raw`\b\w{0,20}(?:bcc|Bcc|rcpt|Rcpt|[rR]ecipient)\w{0,12}['"]?(?:\s{0,4}=(?!=)\s{0,4}|\s{0,4}:\s{0,4}|\.(?:push|unshift|concat|add|append)\s{0,4}\()[^;\n?]{0,100}?${mailbox}|\.(?:to|cc)\.(?:push|unshift|concat)\s{0,4}\([^;\n]{0,60}?${mailbox}`,
  ),
  {
    before: 40,
    behind: 320,
    what: (match) =>
      match
        .slice(1)
        .find((one) => one !== undefined)
        ?.toLowerCase(),
  },
);

/** Whatever is cloned and pushed goes over another host from then on. */
const git = near(
  'reroutes',
  ['insteadof'],
  new RegExp(
    String.raw`\burl\.(?:['"\`]\s{0,3}\+\s{0,3}['"\`])?(?:https?|ssh|git):\/\/(?:[^@/\s'"\`]{1,80}@)?(${domain})[^\s'"\`]{0,120}\.(?:push)?insteadOf\b`,
    'i',
  ),
  { before: 260, behind: 20, what: ([, host]) => host?.toLowerCase() },
);

/** A package manager that is started with another registry than its user has. */
const registry = near(
  'reroutes',
  ['--registry', 'npm_config_registry'],
  new RegExp(
    String.raw`--registry(?:=|\s{1,4}|['"\`]\s{0,4},\s{0,4}['"\`])["'\\]{0,2}https?:\/\/(${domain})|\bnpm_config_registry['"\]]{0,2}\s{0,4}[=:]\s{0,4}['"\`]https?:\/\/(${domain})`,
    'i',
  ),
  {
    before: 2,
    behind: 300,
    what: ([, one, other = one]) => other?.toLowerCase(),
    and: ({ text }, index) =>
      /\b(?:npm|pnpm|yarn|bun|npx)\b/.test(text.slice(Math.max(0, index - 600), index + 600)) &&
      /\b(?:exec|execSync|spawn|spawnSync|execFile|execFileSync|execa|execaSync|sync)\s{0,4}\(/.test(
        text.slice(Math.max(0, index - 900), index + 900),
      ),
  },
);

const answers = [
  /(?<![\w$.])([A-Za-z_$][\w$]{0,40}|\{[^{}]{1,80}\})\s{0,4}=(?![=>])[^;\n]{0,20}\bawait\b[^;\n]{1,240}?\.(?:text|json)\s{0,4}\(\s{0,4}\)/g,
  /\.(?:text|json)\s{0,4}\(\s{0,4}\)\s{0,4}\)?\s{0,9}\.then\s{0,4}\(\s{0,4}(?:async\s{1,4})?(?:function\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,40}|\{[^{}]{1,80}\})/g,
  /(?<![\w$.])([A-Za-z_$][\w$]{0,40}|\{[^{}]{1,80}\})\s{0,4}=(?![=>])[^;\n]{0,20}\bawait\s{1,4}(?:axios|got|ky)\b/g,
];

/** Whoever writes a bot has its token, and does not ask a server for it. */
const toldBot = near(
  'reroutes',
  ['api.telegram.org/bot', 'discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
  /(?:api\.telegram\.org\/bot|discord(?:app)?\.com\/api\/webhooks\/)(?:['"]\s{0,4}\+\s{0,4}|\$\{\s{0,4})([A-Za-z_$][\w$]{0,40})/,
  {
    before: 10,
    behind: 100,
    what: 'a bot that it is told of by somebody else',
    and: (window, index, [, held = '']) => {
      window.spend(followingSteps);
      const before = around(window, index, 2_500, 0);
      return arrivalsIn(before, answers).some(({ index: from, names }) =>
        reaching(names, before.slice(from)).includes(held),
      );
    },
  },
);

export const reroutingMatchers: readonly Matcher[] = [mail, git, registry, toldBot];
