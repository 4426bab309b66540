/** What a thing of the platform is called for. */
export type Role = 'load' | 'start' | 'evaluate' | 'network' | 'timer';

const exact: ReadonlyMap<string, Role> = new Map([
  ...['require', 'import', 'require.resolve', 'process.binding', 'process.dlopen', 'importScripts'].map(
    (name): [string, Role] => [name, 'load'],
  ),
  ...['eval', 'Function', 'execScript', 'module._compile', 'mod:vm.Script', 'mod:vm.compileFunction'].map(
    (name): [string, Role] => [name, 'evaluate'],
  ),
  ...['Worker', 'Bun.spawn', 'Bun.spawnSync', 'Bun.$', 'Deno.Command', 'Deno.run'].map(
    (name): [string, Role] => [name, 'start'],
  ),
  ...['fetch', 'WebSocket', 'XMLHttpRequest', 'navigator.sendBeacon'].map((name): [string, Role] => [
    name,
    'network',
  ]),
  ...['setTimeout', 'setInterval', 'mod:timers.setTimeout', 'mod:timers/promises.setTimeout'].map(
    (name): [string, Role] => [name, 'timer'],
  ),
]);

const starts =
  /^(?:mod:child_process\.(?:exec|execSync|execFile|execFileSync|spawn|spawnSync|fork)|mod:worker_threads\.Worker|mod:cross-spawn(?:\.sync|\.spawn)?|mod:execa(?:\.\w{1,20})?|mod:shelljs\.exec|process\.binding\.spawn\w{0,5}|mod:cluster\.fork|mod:(?:process_wrap\.Process|spawn_sync\.spawn))$/;
const evaluations = /^mod:vm\.runIn(?:This|New)?Context$/;
const requests =
  /^mod:(?:https?\.(?:get|request)|http2\.connect|net\.(?:connect|createConnection)|tls\.connect|dgram\.createSocket|dns(?:\.promises|\/promises)?\.(?:lookup|resolve\w{0,6})|undici\.(?:fetch|request)|(?:axios|got|needle|request|superagent)(?:\.(?:get|post|put|request))?|node-fetch|ws(?:\.WebSocket)?)$/;

export function roleOf(name: string): Role | undefined {
  const role = exact.get(name);
  if (role !== undefined) return role;
  if (!name.startsWith('mod:')) return undefined;
  if (starts.test(name)) return 'start';
  if (evaluations.test(name)) return 'evaluate';
  return requests.test(name) ? 'network' : undefined;
}

/** For people: `child_process.exec`. */
export function shownName(name: string): string {
  return name.replace(/^mod:/, '');
}
