import { NpqError } from '../errors.ts';

/**
 * With this variable Node believes every certificate, in npq and in every npm it starts: whoever sits on the
 * line could then answer for registry and advisories alike, and nothing that npq finds would mean anything.
 */
export function unsafeEnvironment(vars: Readonly<Record<string, string | undefined>>): NpqError | undefined {
  if (vars['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return undefined;
  return new NpqError('unsafe-environment', {
    message:
      'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: no certificate would be checked, so nothing that npq learns could be believed.',
    hint: "Run `unset NODE_TLS_REJECT_UNAUTHORIZED`. For a company's own certificate set NODE_EXTRA_CA_CERTS or npm's `cafile`.",
  });
}
