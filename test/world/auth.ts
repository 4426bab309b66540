import { type Incoming, json, type Reply } from './http.ts';

/** A string is a token, for `_authToken`; user and password are what `_auth` holds in base64. */
export type Credential = string | { readonly username: string; readonly password: string };

/** The `authorization` header that carries it. */
function authorization(credential: Credential): string {
  if (typeof credential === 'string') return `Bearer ${credential}`;
  return `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString('base64')}`;
}

export function allowed(credential: Credential | undefined, request: Incoming): boolean {
  return credential === undefined || request.headers.authorization === authorization(credential);
}

export function unauthorised(): Reply {
  return json({ error: 'Unauthorized' }, 401, { 'www-authenticate': 'Bearer realm="test world"' });
}

/** `/-/whoami` knows nobody at a registry that asks for no credential. */
export function whoami(credential: Credential | undefined): Reply {
  if (credential === undefined) return unauthorised();
  return json({ username: typeof credential === 'string' ? 'token-holder' : credential.username });
}
