/** How keys and values of a hostile file are shown: never a credential, never the value of a variable. */

const valueLimit = 160;
const credentialKey = /auth|passw|token|secret|credential|username|otp|^cert$|(^|[:_.-])key$/i;
const afterCredential = /^(.*?(?:_authtoken|_auth|passw\w*|token|secret|otp))([^\w-].*)$/is;

export function holdsCredential(key: string): boolean {
  // These hold no secret, though their names sound like it.
  return credentialKey.test(key) && !/^(auth-type|init[-.]author|token-description)|always-auth$/i.test(key);
}

/** The key as written, `${…}` included; without what a slip may have put behind the word: `_authToken: …`. */
export function showKey(key: string): string {
  const cut = holdsCredential(key) ? key.replace(afterCredential, '$1…') : key;
  return cap(withoutUserInfo(cut));
}

/** The value as written in the file, before npm puts variables into it. */
export function showValue(key: string, written: unknown): string {
  if (holdsCredential(key)) return '***';
  if (written === undefined) return '(not found in the file)';
  if (Array.isArray(written)) return cap(written.map((item) => showValue(key, item)).join(', '));
  if (typeof written === 'object' && written !== null) return '(a section)';
  const text = String(written);
  return text.includes('-----BEGIN') ? '(a certificate)' : cap(withoutUserInfo(text));
}

/** An address as npm resolved it; for what the user has today. */
export function showYours(value: unknown): string {
  return value === undefined || value === null || value === '' ? 'none' : showValue('', value);
}

/**
 * Everything in front of an `@` may be a user name and password: `https://me:pw@host/`, `me:pw@proxy:8080`.
 * What Node reads as a host stays, so that an `@` in a path cannot hide it.
 */
function withoutUserInfo(text: string): string {
  if (!text.includes('@') || /^@[^@:/\s]+(:registry)?$/i.test(text)) return text;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.host) {
    const user = url.username || url.password ? '***@' : '';
    return `${url.protocol}//${user}${url.host}${url.pathname}${url.search}`;
  }
  const end = text.lastIndexOf('@');
  const slashes = text.startsWith('//') ? '//' : '';
  return `${slashes}***${text.slice(end)}`;
}

/** One line without control and direction characters: it also goes into errors, which are printed as they are. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
}

function cap(raw: string): string {
  const text = plain(raw);
  return text.length > valueLimit ? `${text.slice(0, valueLimit)}…` : text;
}

const variable = /\$\{([^${}]+?)\??\}/g;

/** Names of the environment's variables in a text, as npm finds them; escaped ones too, to be safe. */
export function variablesIn(written: unknown): readonly string[] {
  const text = typeof written === 'string' ? written : (JSON.stringify(written) ?? '');
  return [...new Set([...text.matchAll(variable)].flatMap(([, name]) => (name ? [cap(name)] : [])))];
}
