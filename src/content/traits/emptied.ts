import { around, type Matcher, near } from './matcher.ts';

/** The folder in which somebody works, and not one below it: a program cleans up what it made. */

const project = String.raw`(?:process\.cwd\(\)|process\.env\.INIT_CWD)`;
const remover = String.raw`\b(?:rm|rmSync|rmdir|rmdirSync|rimraf(?:\.sync|Sync)?|remove|removeSync|emptyDir(?:Sync)?|deleteSync)\s{0,4}\(\s{0,4}`;
const recursive = String.raw`(?:,[^;\n]{0,60}\brecursive\s{0,4}:\s{0,4}(?:true|!0)|\))`;
const itself = String.raw`(?:${project}|(?:path\.)?(?:resolve|join)\(\s{0,4}${project}\s{0,4}(?:,\s{0,4}['"\`]\.{0,2}\/?['"\`]\s{0,4})?\))`;
const one = '[A-Za-z_$][\\w$]{0,40}';

const directly = String.raw`${remover}${itself}\s{0,4}${recursive}`;
const among = String.raw`\bof\s{1,4}\[[^\]\n]{0,160}${project}\s{0,4}[,\]]|\[[^\]\n]{0,160}${project}\s{0,4}(?:,[^\]\n]{0,120})?\]\s{0,4}\.(?:forEach|map)\b`;
const byName = String.raw`(?<![\w$.])(${one})\s{0,4}=(?!=)\s{0,4}${itself}\s{0,4}[;,\n]`;

const removesEach = new RegExp(remover + one + recursive);
const asks = /(?<![\w$.])fetch\s{0,4}\(|\bhttps?\.(?:get|request)\s{0,4}\(|\baxios\b/;

export const destroysProject: Matcher = near(
  'destroys-home',
  ['process.cwd()', 'init_cwd'],
  new RegExp(`(${directly})|(${among})|${byName}`),
  {
    before: 200,
    behind: 180,
    and: (window, index, [, direct, list, name = '']) => {
      if (direct !== undefined) return true;
      const behind = around(window, index, 0, list === undefined ? 1_500 : 400);
      if (list !== undefined) return removesEach.test(behind);
      // Whoever makes a project may begin with an empty folder; nobody asks a stranger whether to.
      const removes = new RegExp(remover + name.replaceAll('$', String.raw`\$`) + recursive);
      return removes.test(behind) && asks.test(around(window, index, 900, 1_500));
    },
  },
);
