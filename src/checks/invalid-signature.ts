import * as v from 'valibot';
import { clean, flag } from '../model/outcome.ts';
import { defineCheck } from './define.ts';

const asIfNot =
  'Do not install it: what the registry serves of it was not signed by that registry as it stands.';

export default defineCheck({
  id: 'invalid-signature',
  title: "Registry's signature is wrong or missing",
  why: 'The registry signs name, version and hash of what is published; where that does not hold, somebody between the registry and you may have put in something else.',
  scope: 'package',
  needs: ['signature'],
  uses: [],
  essential: 'where-offered',
  absence: 'signatures',
  leaves:
    "The package's name, to the registry that npm would fetch it from; once a day a question for today's keys to Sigstore, which names no package.",
  options: v.object({}),
  applies: ({ pkg }) => pkg.origin.kind === 'registry',
  run({ signature }) {
    switch (signature.kind) {
      case 'valid':
        return clean;
      case 'invalid':
        return flag({
          severity: 'critical',
          confidence: 'high',
          message: `its signature ${signature.detail}`,
          advice: asIfNot,
          data: { kind: 'invalid', keyId: signature.keyId, detail: signature.detail },
        });
      case 'missing':
        // Registries that serve packages of several others may sign only some of them.
        return flag({
          severity: signature.because === 'its-keys-are-known' ? 'high' : 'medium',
          confidence: 'medium',
          message:
            signature.because === 'its-keys-are-known'
              ? 'has no signature, though its registry signs everything it publishes'
              : 'has no signature, though its registry has signed what came from it before',
          advice: 'Ask again later or from another network; if it stays so, ask whoever runs the registry.',
          data: { kind: 'missing', because: signature.because },
        });
    }
  },
});
