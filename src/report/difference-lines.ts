import { capabilityWords, traitDeed } from '../model/code-signs.ts';
import { listed } from '../model/listed.ts';
import { dependencyDeed, gypDeed, hookDeed, hostsDeed } from '../model/news-words.ts';
import type { ShownLine, ShownSign, VersionNews } from '../model/version-difference.ts';
import { below, item, type Paragraph, span, whole } from './layout.ts';
import { counted } from './words.ts';

/** What somebody who decides wants to know first, worst first; empty where there is no news. */
export function newsClauses(news: VersionNews): readonly string[] {
  const { hooks, gyp, capabilities, signs, binaries } = news;
  const clauses = [
    ...hooks.map((hook) => hookDeed(hook)),
    ...(gyp && hooks.length === 0 ? [gypDeed] : []),
    ...signs.map(traitDeed),
    ...capabilities.map(({ capability }) => capabilityWords[capability]),
    ...(binaries.length === 0 ? [] : ['brings machine code']),
    ...newDependencies(news),
  ];
  return [...new Set(clauses)];
}

function newDependencies({ dependencies }: VersionNews): readonly string[] {
  const names = dependencies.filter(({ what }) => what === 'new').map(({ name }) => name);
  return names.length === 0 ? [] : [dependencyDeed(listed(names, 2))];
}

const unlimited = 100_000;

export interface Limits {
  /** Of each kind of news. */
  readonly each: number;
}

/** The difference in what the package can do, a line or a few for each thing. */
export function newsParagraphs(news: VersionNews, limits: Limits): readonly Paragraph[] {
  const { hooks, gyp, capabilities, signs, dependencies, hosts, binaries, unread } = news;
  return [
    ...capped(hooks, limits, 'more install script', (hook) => [item(hookDeed(hook, unlimited), 'bad')]),
    ...(gyp ? [item(gypDeed, 'bad')] : []),
    ...capabilities.flatMap(({ capability, files }) => [
      item(capabilityWords[capability], 'warn'),
      ...capped(files, limits, 'more file', ({ path, isNew, lines }) => [
        below(`in ${path}${isNew ? ', which is new' : ''}`),
        ...lines.map(quotedLine),
      ]),
    ]),
    ...signParagraphs(signs, limits),
    ...capped(newFirst(dependencies), limits, 'more dependency', ({ name, spec, what, before }) => [
      item(
        `${dependencyDeed(`${name} ${spec}`)}${what === 'new' ? '' : `, which was ${before ?? 'another'}`}`,
      ),
    ]),
    ...capped(besides(hosts, signs), limits, 'more host', ({ host, path, asked }) => [
      item(`${hostsDeed([host], asked)}, in ${path}`),
    ]),
    ...capped(binaries, limits, 'more binary', ({ path, format }) => [
      item(`brings machine code, ${path} (${format})`),
    ]),
    ...capped(unread, limits, 'more file', ({ path, why }) => [
      item(`not all of ${path} was looked at: ${why}`, 'warn'),
    ]),
  ];
}

/** Hosts of which the signs do not tell already that they are asked. */
function besides(hosts: VersionNews['hosts'], signs: VersionNews['signs']): VersionNews['hosts'] {
  const told = new Set(signs.flatMap(({ kind, what }) => (kind === 'request' ? [what] : [])));
  return hosts.filter(({ host, asked }) => !(asked && told.has(host)));
}

/** Things that were seen in files, each with its line. */
export function signParagraphs(signs: readonly ShownSign[], limits: Limits): readonly Paragraph[] {
  return capped(signs, limits, 'more sign', (sign) => [
    item(traitDeed(sign), 'warn'),
    below(`in ${sign.path}${sign.isNew ? ', which is new' : ''}`),
    ...(sign.excerpt === '' ? [] : [quotedLine({ line: sign.line, text: sign.excerpt })]),
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

function quotedLine({ line, text }: ShownLine): Paragraph {
  const number = line === 0 ? [] : [whole(`${line}`, 'faint'), span('  ')];
  return { spans: [...number, span(text)], lead: { first: '  │ ', rest: '  │ ' } };
}
