import type { Sweep } from './matcher.ts';

/** A tool's description is read by an assistant, which does what it says; the one whom it helps sees none of it. */

const mostCharacters = 128_000;
const secret = String.raw`(?:\.ssh\b|\bid_(?:rsa|ed25519|ecdsa)\b|\.aws\b|\.env\b|\.npmrc\b|\.netrc\b|\.git-credentials\b|\.kube\b|\bmcp\.json\b|\bprivate keys?\b|\bSSH keys?\b|\bseed phrases?\b|\bAPI keys?\b|\baccess tokens?\b|\benvironment variables\b)`;
/** An order, and not one to leave it alone. */
const order = new RegExp(
  String.raw`(?<!\b(?:never|not|don['’]t|cannot|avoid|must not|without|to|can|may|could|would|will|attackers?|that)\s{1,4}(?:\w{1,12}\s{1,4}){0,2})\b(?:read|include|pass|attach|send|paste|provide|collect|copy|upload|supply|put|open|load|gather|fetch|cat)\b[^.!?;]{0,60}?(?:[^!?;\n]|\n(?!\s{0,20}\n)){0,60}?${secret}`,
  'gi',
);
const handsOver =
  /\b(?:pass|put|include|attach|send|paste|provide|supply|give|add|copy|submit|forward|insert)\b[^!?;]{0,120}?\b(?:as|in|into|through|via|with|using)\b\s{1,4}(?:the\s{1,4}|its\s{1,4}|a\s{1,4})?(?:['"`\\]{1,2}[\w-]{2,40}['"`\\]{1,2}|[\w-]{2,40}\s{1,4}(?:parameter|argument|field|property|input)\b|(?:parameter|argument|field)\b)/i;
const keepsQuiet =
  /\b(?:do not|don['’]t|never|without|no need to|avoid)\s{1,4}(?:ever\s{1,4}|explicitly\s{1,4})?(?:mention|tell|inform|say|show|notify|explain|report|disclose|ask|telling|mentioning|informing|asking|showing|mentioned|reveal)(?:ing)?\b(?:\s{1,4}(?:(?:any of )?(?:this|that|it|these)|the (?:user|human|person|developer|step|reading)|anyone|anybody|them|him|her|about)\b)/i;
const isTool =
  /\b(?:inputSchema|registerTool|input_schema|parameters|mcp|tools?|description|prompt|instructions|systemPrompt)\b/i;

export const tellsAssistant = 'by telling an assistant to hand over secrets';

const instructs: Sweep = {
  kind: 'takes-input',
  anchors: [
    '.ssh',
    'id_rsa',
    'id_ed25519',
    '.aws',
    '.npmrc',
    '.netrc',
    '.git-credentials',
    'seed phrase',
    'private key',
    'mcp.json',
    '.env file',
    'ssh key',
  ],
  sweep: ({ code }, spend) => {
    if (code.length > mostCharacters || !isTool.test(code)) return [];
    if (!keepsQuiet.test(code) && !handsOver.test(code)) return [];
    if (!spend(code.length >> 4)) return [];
    for (const match of [...code.matchAll(order)].slice(0, 8)) {
      // Strings that are joined are one sentence.
      const said = code.slice(match.index, match.index + 700).replace(/['"`]\s{0,4}[+,]\s{0,20}['"`]/g, ' ');
      const before = code.slice(Math.max(0, match.index - 500), match.index);
      const over = handsOver.test(said.slice(0, 420));
      const quiet = keepsQuiet.test(said) || keepsQuiet.test(before);
      const before2 =
        /<\s{0,2}(?:important|system|secret|instructions?|critical)\s{0,2}>|\b(?:before (?:using|calling|this tool|you)|required|otherwise|in order to)\b/i;
      if (
        (quiet && (over || before2.test(before + said))) ||
        (over && before2.test(before + said) && /\b(?:full|whole|entire|complete|content)/i.test(said))
      )
        return [{ index: match.index, what: tellsAssistant }];
    }
    return [];
  },
};

export const assistantSweeps: readonly Sweep[] = [instructs];
