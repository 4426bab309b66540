import npa from 'npm-package-arg';
import { hostOf } from '../addresses.ts';
import { splitName } from './decode.ts';
import type { Catalogs, Source, Wanted } from './lock.ts';

/** What a range, protocol or address asks for. */
export interface Asked {
  readonly kind: Source['kind'] | 'nothing-known';
  /** Of the package itself, where the wish says so. */
  readonly name: string;
  /** Which versions would do; absent for tags and for all that is no registry's. */
  readonly range?: string;
  /** Whom it would have asked. */
  readonly host?: string;
  /** `user/repository`, where the host is one that npm knows. */
  readonly repository?: string;
  readonly text: string;
}

export interface SpecContext {
  /** `npm:latest` is a tag of the same name to yarn, and another package to everybody else. */
  readonly berry: boolean;
  readonly catalogs: Catalogs;
}

export function askedOf({ alias, spec }: Wanted, context: SpecContext): Asked {
  const text = `${alias}@${spec}`;
  const [, protocol, rest = ''] = /^([a-z]+):(.*)$/s.exec(spec) ?? [];
  switch (protocol) {
    case 'npm': {
      const inner = splitName(rest);
      const isOther = inner !== undefined || (!context.berry && !/^[\d^~<>=*v]/.test(rest));
      const name = isOther ? (inner?.name ?? rest) : alias;
      return fromRegistry(name, isOther ? (inner?.rest ?? '') : rest, text);
    }
    case 'jsr': {
      const inner = splitName(rest) ?? { name: alias, rest };
      return fromRegistry(inner.name.replace(/^@([^/]+)\/(.+)$/, '@jsr/$1__$2'), inner.rest, text);
    }
    case 'catalog': {
      const range = context.catalogs.get(rest === '' ? 'default' : rest)?.get(alias);
      const isNested = range === undefined || range.startsWith('catalog:');
      return isNested ? fromRegistry(alias, '', text) : { ...askedOf({ alias, spec: range }, context), text };
    }
    case 'workspace':
      return { kind: 'workspace', name: alias, text };
    case 'link':
    case 'portal':
      return { kind: 'directory', name: alias, text };
    case 'exec':
      return { kind: 'made', name: alias, text };
    case 'patch': {
      const inner = splitName(safely(rest.split('#')[0] ?? ''));
      if (inner === undefined) return { kind: 'nothing-known', name: alias, text };
      const plain = /^[a-z]+:/.test(inner.rest) ? inner.rest : `npm:${inner.rest}`;
      return { ...askedOf({ alias: inner.name, spec: plain }, context), text };
    }
    default:
      return generally(alias, spec, text);
  }
}

/** Most wishes by far; npm's reader takes a hundred times as long for them. */
const plainRange = /^[~^]?\d+(?:\.\d+){0,2}$/;

/** What npm reads the same. */
function generally(alias: string, spec: string, text: string): Asked {
  if (plainRange.test(spec)) return fromRegistry(alias, spec, text);
  try {
    const read = npa.resolve(alias, spec, '/');
    switch (read.type) {
      case 'git':
        return { kind: 'git', name: alias, text, ...whom(read) };
      case 'remote':
        return { kind: 'remote', name: alias, text, ...whom(read) };
      case 'file':
      case 'directory':
        return { kind: read.type, name: alias, text };
      default:
        return fromRegistry(read.subSpec?.name ?? alias, (read.subSpec ?? read).fetchSpec ?? '', text);
    }
  } catch {
    return { kind: 'nothing-known', name: alias, text };
  }
}

function whom(spec: ReturnType<typeof npa>): Pick<Asked, 'host' | 'repository'> {
  const repository = /^[^:]+:\/\/[^/]+\/(.+?)(?:\.git)?(?:#.*)?$/.exec(spec.hosted?.https() ?? '')?.[1];
  return { host: hostOf(spec), ...(repository === undefined ? {} : { repository }) };
}

function fromRegistry(name: string, range: string, text: string): Asked {
  // A tag says nothing about which versions would do.
  const isRange = /^[\s\d^~<>=*xXv|-]/.test(range) || range === '';
  return { kind: 'registry', name, text, ...(isRange ? { range } : {}) };
}

function safely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
