import { describe, expect, it } from 'vitest';
import { unsafeEnvironment } from '../../src/trust/unsafe-environment.ts';

describe('an environment in which no certificate is checked', () => {
  it('is refused', () => {
    const error = unsafeEnvironment({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    expect(error?.code).toBe('unsafe-environment');
    expect(error?.hint).toContain('unset NODE_TLS_REJECT_UNAUTHORIZED');
  });

  it.each([[{}], [{ NODE_TLS_REJECT_UNAUTHORIZED: '1' }], [{ NODE_TLS_REJECT_UNAUTHORIZED: '' }]])(
    'is not this one: %j',
    (vars) => {
      expect(unsafeEnvironment(vars)).toBeUndefined();
    },
  );
});
