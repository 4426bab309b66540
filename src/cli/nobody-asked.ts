import type { Host } from '../host/host.ts';

export function isCi(vars: Host['env']['vars']): boolean {
  const value = vars['CI'];
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

/** Whether nobody is asked, also for a command line that cannot be read. */
export function nobodyIsAsked({ env, terminal }: Pick<Host, 'env' | 'terminal'>): boolean {
  const end = env.args.findIndex((token) => /^-{2,}$/.test(token));
  const options = end === -1 ? env.args : env.args.slice(0, end);
  return (
    !terminal.interactive ||
    isCi(env.vars) ||
    options.some((one) => /^--non-interactive(?:=true)?$/.test(one))
  );
}
