import { rememberableUnasked } from '../verdict/remember.ts';
import type { Looked } from './look.ts';
import type { Session } from './session.ts';

/** Nobody agreed to anything: only what raised no question by itself need not be looked at again. */
export async function remember(session: Session, { resolved, results, report }: Looked): Promise<void> {
  const passed = rememberableUnasked(resolved.plan, results, report.verdict);
  await session.ledger.record(passed.map((pkg) => ({ pkg, policyId: session.policyId })));
}
