import type { ShownLine, ShownSign, VersionNews } from '../model/version-difference.ts';
import { type Paragraph, type Span, span, whole } from './layout.ts';
import { counted } from './words.ts';

const capabilityWords: Readonly<Record<string, string>> = {
  network: 'reaches the network',
  'child-process': 'starts other programs',
  'file-write': 'writes files',
  environment: 'reads the environment',
  'credential-files': 'reads files that hold credentials',
  'dynamic-code': 'runs code that it makes at run time',
  'native-code': 'loads machine code',
};

export function capabilityWord(capability: string): string {
  return Object.hasOwn(capabilityWords, capability)
    ? (capabilityWords[capability] ?? capability)
    : capability;
}

/** What somebody who decides wants to know first, worst first; empty where there is no news. */
export function newsClauses(news: VersionNews): readonly string[] {
  const hooks = news.hooks.map(({ event }) => event);
  return [
    ...(hooks.length === 0 ? [] : [`runs ${[...new Set(hooks)].join(', ')} when it is installed`]),
    ...(news.gyp && hooks.length === 0 ? ['is built by node-gyp when it is installed'] : []),
    ...news.capabilities.map(({ capability }) => capabilityWord(capability)),
    ...(news.signs.length === 0 ? [] : [`shows ${counted(news.signs.length, 'suspicious sign')}`]),
    ...(news.binaries.length === 0 ? [] : [`brings ${counted(news.binaries.length, 'binary', 'binaries')}`]),
    ...newDependencies(news),
  ];
}

function newDependencies({ dependencies }: VersionNews): readonly string[] {
  const names = dependencies.filter(({ what }) => what === 'new').map(({ name }) => name);
  if (names.length === 0) return [];
  return [
    names.length === 1
      ? `depends on ${names[0]}`
      : `has ${counted(names.length, 'new dependency', 'new dependencies')}`,
  ];
}

export interface Limits {
  /** Of each kind of news. */
  readonly each: number;
}

/** The difference in what the package can do, a line or a few for each thing. */
export function newsParagraphs(news: VersionNews, limits: Limits): readonly Paragraph[] {
  const { hooks, gyp, capabilities, signs, dependencies, hosts, binaries, unread } = news;
  return [
    ...capped(hooks, limits, 'more install script', ({ event, command, what }) => [
      item(`${what === 'new' ? 'new' : 'changed'} install script ${event}: ${command}`, 'bad'),
    ]),
    ...(gyp ? [item('a new binding.gyp: npm builds it when it is installed', 'bad')] : []),
    ...capabilities.flatMap(({ capability, files }) => [
      item(capabilityWord(capability), 'warn'),
      ...capped(files, limits, 'more file', ({ path, isNew, lines }) => [
        below(`in ${path}${isNew ? ', which is new' : ''}`),
        ...lines.map(quoted),
      ]),
    ]),
    ...signParagraphs(signs, limits),
    ...capped(newFirst(dependencies), limits, 'more dependency', ({ name, spec, what, before }) => [
      item(
        what === 'new'
          ? `new dependency ${name} ${spec}`
          : `dependency ${name}: ${before === undefined ? '' : `${before} → `}${spec}`,
      ),
    ]),
    ...capped(hosts, limits, 'more host', ({ host, path }) => [item(`names ${host}, in ${path}`)]),
    ...capped(binaries, limits, 'more binary', ({ path, format }) => [
      item(`machine code: ${path} (${format})`),
    ]),
    ...capped(unread, limits, 'more file', ({ path, why }) => [
      item(`not all of ${path} was looked at: ${why}`, 'warn'),
    ]),
  ];
}

/** Things that were seen in files, each with its line. */
export function signParagraphs(signs: readonly ShownSign[], limits: Limits): readonly Paragraph[] {
  return capped(signs, limits, 'more suspicious sign', ({ path, isNew, kind, line, excerpt, what }) => [
    item(
      `${kind}${what === undefined ? '' : ` (${what})`} in ${path}${isNew ? ', which is new' : ''}`,
      'warn',
    ),
    ...(excerpt === '' ? [] : [quoted({ line, text: excerpt })]),
  ]);
}

function newFirst(all: VersionNews['dependencies']): VersionNews['dependencies'] {
  return [...all.filter(({ what }) => what === 'new'), ...all.filter(({ what }) => what !== 'new')];
}

/** Strangers' lists are as long as strangers like. */
function capped<T>(
  all: readonly T[],
  { each }: Limits,
  rest: string,
  told: (one: T) => readonly Paragraph[],
): readonly Paragraph[] {
  const left = all.length - each;
  const plural = rest.endsWith('y') ? `${rest.slice(0, -1)}ies` : `${rest}s`;
  return [
    ...all.slice(0, each).flatMap(told),
    ...(left > 0 ? [item(`and ${counted(left, rest, plural)}`)] : []),
  ];
}

export function item(text: string, style: Span['style'] = 'plain'): Paragraph {
  return { spans: [span(text, style)], lead: { first: '- ', rest: '  ' } };
}

function below(text: string): Paragraph {
  return { spans: [span(text)], lead: { first: '  ', rest: '  ' } };
}

function quoted({ line, text }: ShownLine): Paragraph {
  const number = line === 0 ? [] : [whole(`${line}`, 'faint'), span('  ')];
  return { spans: [...number, span(text)], lead: { first: '  │ ', rest: '  │ ' } };
}
