import { arrivalsIn, reaching } from './held-names.ts';
import type { Sweep } from './matcher.ts';

/** Variables that are picked by what their names say of them, and sent. */

const mostCharacters = 64_000;
const words = String.raw`(?:MNEMONIC|PRIV\w{0,4}|PRIVATE|SECRET|PASSW\w{0,6}|TOKEN|SEED|WALLET|API_?KEY|CREDENTIAL\w?|AUTH)`;
/** An expression, or a list, that names two of them. */
const pattern = String.raw`(?:\/[^/\n]{0,80}${words}[^/\n]{0,60}${words}[^/\n]{0,120}\/[gimsuy]{0,6}|\[[^\]\n]{0,80}['"\`]\w{0,20}${words}\w{0,20}['"\`]\s{0,4},[^\]\n]{0,80}['"\`]\w{0,20}${words}[^\]\n]{0,160}\])`;
const constant = new RegExp(String.raw`(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s{0,4}=\s{0,4}${pattern}`, 'i');
const hides = /redact|\bmask|\*{3}|\bhidden\b|saniti[sz]e|\bscrub|\bcensor|\bfiltered\b|obfuscate/i;
const sends = String.raw`(?:(?<![\w$.])fetch|\baxios(?:\.\w{3,5})?|\bgot(?:\.\w{3,5})?|\bhttps?\.(?:get|request)|\.sendBeacon|\.(?:post|put|end|write|send))\s{0,4}\(`;

/** Whoever hides secrets from a log picks them by name as well, and says that they are hidden. */
export const sendsChosen: Sweep = {
  kind: 'sends-keys',
  anchors: [
    'mnemonic',
    'private',
    'secret|',
    '|secret',
    "'secret",
    'token|',
    '|token',
    'passw',
    '_?key',
    'wallet',
  ],
  sweep: ({ code }) => {
    if (code.length > mostCharacters || !/\bObject\s{0,2}\.\s{0,2}(?:entries|keys)\b/.test(code)) return [];
    if (hides.test(code) || !new RegExp(sends).test(code)) return [];
    const [, named] = constant.exec(code) ?? [];
    const by =
      named === undefined ? pattern : `(?:${named.replaceAll('$', String.raw`\$`)}(?![\\w$])|${pattern})`;
    const picked = new RegExp(
      String.raw`(?<![\w$.])([A-Za-z_$][\w$]{0,40})\s{0,4}=\s{0,4}[^;]{0,20}\bObject\s{0,2}\.\s{0,2}(?:entries|keys)\s{0,4}\([^;]{1,60}\)\s{0,9}\.filter\s{0,4}\(\s{0,4}(?:function\s{0,4})?\(?\s{0,4}[^;!]{1,60}?(?:=>|\{\s{0,4}return)\s{0,4}(?:${by}\s{0,4}\.\s{0,2}(?:test|exec|includes|some)|[\w$.]{1,20}\.(?:match|search)\s{0,4}\(\s{0,4}${by})`,
      'gi',
    );
    for (const { index, names } of arrivalsIn(code, [picked])) {
      const piece = code.slice(index, index + 2_500);
      const held = reaching(names, piece).map((name) => name.replaceAll('$', String.raw`\$`));
      const out = new RegExp(String.raw`${sends}[^;]{0,240}(?<![\w$.])(?:${held.join('|')})(?![\w$])`).exec(
        piece,
      );
      if (out !== null) return [{ index: index + out.index, what: 'picked by their names' }];
    }
    return [];
  },
};
