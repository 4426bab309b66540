import type { Spend } from './matcher.ts';
import { inPieces, stepsOver } from './pieces.ts';

/**
 * A function that is handed a secret by its caller, and hands it on to a host that stands in the code: a wallet's
 * library that is called fromSecretKey needs no file and no variable to take what it wants.
 */

const most = 128_000;
const bodyLength = 1_500;

/** What signs, and is never sent anywhere, whoever asks. */
const key = String.raw`(?:private|secret|priv|signing)_?key\w{0,8}|secret_?key\w{0,8}|sk|mnemonic|seed_?(?:phrase)?|wif|key_?pair|entropy`;
/** What services are told by those who log in: only where nobody waits for an answer. */
const login = `password|passwd|passphrase|pass|pwd|secret|token|credentials?|api_?key|secret_?or_?private_?key`;

const declared = new RegExp(
  String.raw`(?:\bfunction\b\s{0,4}[\w$]{0,60}\s{0,4}|(?<![\w$.])(?!if\b|for\b|while\b|switch\b|catch\b|with\b)[\w$]{1,60}\s{0,4}(?:[:=]\s{0,4}(?:async\s{1,4})?(?:function\b\s{0,4}[\w$]{0,60}\s{0,4})?)?)\(([^()]{0,200}?(?<![\w$.])_{0,2}(?:${key}|${login})(?![\w$])[^()]{0,200})\)\s{0,4}(?::\s{0,4}[\w<>[\]| ]{1,60}\s{0,4})?(?:=>\s{0,4})?\{`,
  'gi',
);
const named = new RegExp(`^_{0,2}(?:(${key})|${login})$`, 'i');

/** By any name that a module gives its functions, as compilers write them too: `(0, http_1.get)(…)`. */
const asks = String.raw`(?:(?<![\w$.])(?:fetch|axios|got|ky|get|post|request)|\b(?:axios|got|ky|needle|superagent|https?|client)\.(?:get|post|put|request)|\(0,\s{0,2}[\w$.]{1,60}\)|\.sendBeacon)\s{0,4}\(\s{0,4}`;
const elsewhere = String.raw`(?:['"\`](?:https?|wss?):\/\/[\w-]{1,63}\.|\{[^{}]{0,200}\bhost(?:name)?\s{0,4}:\s{0,4}['"\`][\w-]{1,63}\.)`;

const asksElsewhere = new RegExp(asks + elsewhere);

export const handedIn = inPieces({
  ...{ kind: 'sends-keys', most },
  needle: /['"`](?:https?|wss?):\/\/[\w-]|\bhost(?:name)?\s{0,4}:\s{0,4}['"`][\w-]/g,
  beside: new RegExp(String.raw`${asks}${elsewhere}|\bnew\s{1,4}[\w$.]{1,30}\s{0,4}\(\s{0,4}['"\`]wss?:`),
  anchors: [
    ...['privatekey', 'private_key', 'secretkey', 'secret_key', 'mnemonic', 'seed', 'wif', 'keypair'],
    ...['password', 'passphrase', 'passwd', 'token', 'credential', 'apikey', 'privkey', 'entropy'],
    ...["'line'", '"line"', '.question(', '.question)('],
    ...['secretorprivatekey', 'signingkey', 'authorization', 'x-api-key', 'headers.cookie'],
  ],
  look: (code, spend) => {
    if (!(asksElsewhere.test(code) || speaks.test(code))) return undefined;
    const entered = typedIn(code, spend);
    if (entered !== undefined) return { index: entered, what: 'what is typed into a terminal' };
    const copied = copiedLogin(code);
    if (copied !== undefined) return { index: copied, what: 'what others log in with' };
    for (const match of code.matchAll(declared)) {
      const body = code.slice(match.index + match[0].length, match.index + match[0].length + bodyLength);
      for (const parameter of (match[1] ?? '').split(',')) {
        const [, name = ''] =
          /^\s{0,20}([\w$]{1,40})\s{0,4}(?:[?]?\s{0,4}[:=].{0,60})?$/.exec(parameter) ?? [];
        const kind = named.exec(name);
        if (kind === null) continue;
        if (!spend(stepsOver(bodyLength))) return undefined;
        const at = leaving(body, name, kind[1] === undefined);
        if (at !== undefined) return { index: match.index + match[0].length + at, what: name };
      }
    }
    return undefined;
  },
});

const heldLogin =
  /(?<![\w$.])([A-Za-z_$][\w$]{0,30})\s{0,4}=(?!=)[^;\n]{0,120}\bheaders\b[^;\n]{0,60}(?:\.\s{0,2}[aA]uthorization|\[\s{0,2}['"](?:[aA]uthorization|x-api-key|[cC]ookie)['"]\s{0,2}\]|\.cookie)\b/;
const speaks = /\bnew\s{1,4}[\w$.]{1,30}\s{0,4}\(\s{0,4}['"`]wss?:\/\/[\w-]{1,63}\./;

/** What one request logs in with, sent to a host that stands in the code: no client needs to tell a second one. */
function copiedLogin(code: string): number | undefined {
  const match = heldLogin.exec(code);
  if (match === null) return undefined;
  const name = match[1] ?? '';
  const body = code.slice(match.index + match[0].length, match.index + match[0].length + bodyLength);
  const at = leaving(body, name, false);
  if (at !== undefined) return match.index;
  const held = new RegExp(
    String.raw`\.send\s{0,4}\([^;\n]{0,120}(?<![\w$.])${name.replaceAll('$', String.raw`\$`)}(?![\w$])`,
  );
  return speaks.test(body) && held.test(body) ? match.index : undefined;
}

const answer =
  /(?:\.on(?:ce)?\s{0,4}\(\s{0,4}['"`]line['"`]\s{0,4},|\.question\s{0,4}\([^;\n]{1,120}?,)\s{0,4}(?:async\s{1,4})?(?:function\s{0,4}\w{0,20}\s{0,4})?\(?\s{0,4}([A-Za-z_$][\w$]{0,30})\s{0,4}\)?\s{0,4}(?:=>\s{0,4})?|(?<![\w$.])([A-Za-z_$][\w$]{0,30})\s{0,4}=\s{0,4}await\s{1,4}[\w$.]{1,40}\.question\s{0,4}\(/g;
/** Of what is typed only this is nobody's to have: the rest is what people came to say. */
const silently =
  /\b(?:silent|hidden|mute\w{0,6}|masked?|secret|isPassword|noEcho)\b|[pP]ass(?:word|phrase)|_writeToOutput|\bsetRawMode\b/;

/** What somebody answers a program in a terminal, where nobody waits for what becomes of it. */
function typedIn(code: string, spend: Spend): number | undefined {
  if (!silently.test(code)) return undefined;
  for (const match of code.matchAll(answer)) {
    if (!spend(stepsOver(bodyLength))) return undefined;
    const from = match.index + match[0].length;
    const at = leaving(code.slice(from, from + bodyLength), match[1] ?? match[2] ?? '', true);
    if (at !== undefined) return from + at;
  }
  return undefined;
}

/** Where in the function the name is an argument of a request to somewhere else. */
function leaving(body: string, name: string, unanswered: boolean): number | undefined {
  const held = String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$`)}(?![\w$:])`;
  for (const match of body.matchAll(new RegExp(asksElsewhere, 'g'))) {
    const behind = body.slice(match.index, match.index + 600);
    const end = endOfCall(behind);
    const call = behind.slice(0, end);
    // A request by http's own functions is written to after it was made.
    const body2 = /^https?\.request/.test(call) ? behind : call;
    if (!new RegExp(held).test(body2)) continue;
    if (unanswered && isWaitedFor(body.slice(0, match.index), behind.slice(end))) continue;
    return match.index;
  }
  return undefined;
}

export function endOfCall(text: string): number {
  // What compilers call is in brackets itself: `(0, http_1.get)(…)`.
  const from = /^\(0,[^()]{1,80}\)/.exec(text)?.[0].length ?? 0;
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return text.length;
}

/** Who logs in wants to know whether it did. */
function isWaitedFor(before: string, behind: string): boolean {
  // Whatever went wrong, nobody is to hear of it.
  const isSilent =
    /^\s{0,20}\.\s{0,4}catch\s{0,4}\(\s{0,4}(?:\(\s{0,4}\w{0,10}\s{0,4}\)|\w{1,10})\s{0,4}=>\s{0,4}(?:\{\s{0,4}\}|null|undefined|0|false)/.test(
      behind,
    );
  if (isSilent && !/(?:\breturn|\bawait|=)\s{0,4}$/.test(before.replace(/=>\s{0,4}$/, ''))) return false;
  if (/(?:\breturn|\bawait|[=(,:?]|=>|&&|\|\|)\s{0,4}$/.test(before)) {
    return !/(?:\bvoid|&&|try\s{0,4}\{\s{0,4}await)\s{0,4}$/.test(before);
  }
  return /^\s{0,20}\.\s{0,4}then\s{0,4}\(\s{0,4}(?!\(\s{0,4}\)\s{0,4}=>\s{0,4}(?:\{\s{0,4}\}|null|undefined))/.test(
    behind,
  );
}
