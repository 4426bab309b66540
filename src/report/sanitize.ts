/**
 * Text of registries and projects is written by strangers. Here, at the printing edge, it loses everything
 * that could move the cursor, end a line, reorder what is read, hide a part of it or draw over other lines.
 */

/** Whatever ends a line or jumps, in any alphabet. */
const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Controls, format characters (bidi, zero width, tags), private and unassigned ones, lone surrogates. */
const hidden = /[\p{C}\p{Default_Ignorable_Code_Point}]+/gu;
/** The one invisible character that honest text is full of: it asks for the coloured form of an emoji. */
const emojiForm = /^[\uFE0E\uFE0F]$/;
/** U+2800 and U+3164 draw nothing although Unicode does not call them spaces (the latter is ignorable). */
const blanks = /[\p{Zs}\u2800]/gu;
/** Hundreds of blanks push the interesting half of a script out of sight. */
const manyBlanks = / {5,}/g;
/** Stacked accents grow over the lines above and below. */
const manyMarks = /(\p{M}{3})\p{M}+/gu;
const leadingMark = /^\p{M}/u;
/** Userinfo of an address: `://user:secret@`. */
const userInfo = /:\/\/([^\s/?#]*)@/g;
/** A query parameter that is named like a secret; the bound keeps hostile text from making it slow. */
const secretParameter = /([?&][\w.-]*?(?:token|secret|passw|auth|key|sig)[\w.-]{0,40}=)[^&#\s]+/gi;

/** GitHub and others read commands out of a line that holds it, see escape-log. */
const commandMark = /##(\w*)\[/g;

const replacement = '\uFFFD';
const ellipsis = '…';
const defaultMaxLength = 2_000;

/** For one line of a terminal. Something hidden shows as U+FFFD; `maxLength` counts code points. */
export function forTerminal(text: string, options: { readonly maxLength?: number } = {}): string {
  const visible = text
    .replace(breaks, ' ')
    .replace(hidden, (run) => (emojiForm.test(run) ? '' : replacement))
    .replace(blanks, ' ')
    .replace(manyBlanks, '    ')
    .replace(manyMarks, '$1')
    .replace(leadingMark, '\u25CC$&')
    .replace(commandMark, '##$1(');
  return capped(withoutSecrets(visible), options.maxLength ?? defaultMaxLength);
}

function capped(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const points = Array.from(text);
  return points.length <= maxLength ? text : `${points.slice(0, maxLength - 1).join('')}${ellipsis}`;
}

/**
 * An address may carry a password or token, and reports end up in logs that many read. A bare user name
 * before ssh's `@` (`git@host`) is none.
 */
function withoutSecrets(text: string): string {
  const withoutUsers = text.replace(userInfo, (match, info: string, offset: number) => {
    const ssh = text.slice(Math.max(0, offset - 3), offset).toLowerCase() === 'ssh';
    return ssh && !info.includes(':') ? match : '://***@';
  });
  return withoutUsers.replace(secretParameter, '$1***');
}

/**
 * A JSON document that reads the same and is safe to print: whatever a terminal would not draw stands there
 * as an escape, so nothing is lost and nothing acts. Lines end only where the indentation ends them.
 */
export function forJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    (_key, held: unknown) => (typeof held === 'string' ? withoutSecrets(held) : held),
    2,
  );
  return text
    .replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, (char) =>
      char === '\n' ? char : escaped(char),
    )
    .replace(commandMark, '##$1\\u005b');
}

function escaped(char: string): string {
  return Array.from({ length: char.length }, (_, at) => char.charCodeAt(at))
    .map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`)
    .join('');
}
