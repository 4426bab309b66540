/**
 * How GitHub's runner reads a line that a step prints, by the order of its own reader: two colons behind blanks, then
 * the older form anywhere in the line. Written anew after what that does.
 */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const known = new Set([
  ...[
    'error',
    'warning',
    'notice',
    'debug',
    'group',
    'endgroup',
    'add-mask',
    'add-matcher',
    'remove-matcher',
  ],
  ...['set-env', 'set-output', 'save-state', 'add-path', 'stop-commands', 'echo', 'section', 'command'],
]);

export function commandsOf(output: string): readonly WorkflowCommand[] {
  return output.split(/\r\n|\r|\n/).flatMap((line) => newForm(line) ?? oldForm(line) ?? []);
}

function newForm(line: string): WorkflowCommand | undefined {
  const [, info, data] = /^\s*::(.*?)::(.*)$/s.exec(line) ?? [];
  return info === undefined ? undefined : commandFrom(info, data ?? '', ',', ['%3A', '%2C'], []);
}

function oldForm(line: string): WorkflowCommand | undefined {
  const [, info, data] = /##\[(.*?)\](.*)$/s.exec(line) ?? [];
  return info === undefined ? undefined : commandFrom(info, data ?? '', ';', ['%3B', '%5D'], ['%3B', '%5D']);
}

function commandFrom(
  info: string,
  data: string,
  separator: string,
  inProperties: readonly string[],
  inData: readonly string[],
): WorkflowCommand | undefined {
  const [, name = '', rest = ''] = /^([^ ]*) ?(.*)$/s.exec(info) ?? [];
  if (!known.has(name.toLowerCase())) return undefined;
  const pairs = rest
    .trim()
    .split(separator)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)] as const)
    .filter(([key, value]) => key !== '' && value !== '');
  const properties = Object.fromEntries(pairs.map(([key, value]) => [key, undone(value, inProperties)]));
  return { name, properties, data: undone(data, inData) };
}

/** The percent sign comes last, so that what was escaped twice is undone once. */
function undone(text: string, more: readonly string[]): string {
  return ['%0D', '%0A', ...more, '%25'].reduce(
    (held, token) => held.replaceAll(token, decodeURIComponent(token)),
    text,
  );
}
