import { encodingOf } from './encodings.ts';
import { expression } from './patterns.ts';
import {
  type Budget,
  type Folder,
  growing,
  isConstant,
  itemsOf,
  listOf,
  produced,
  textOf,
  unknown,
  type Value,
} from './values.ts';

/** What makes another text, where the rest takes or joins pieces of the one that stands there. */
const decoding = new Set([
  ...['reverse', 'toReversed', 'replace', 'replaceAll', 'map', 'reduce', 'sort', 'charAt', 'at', 'match'],
  'charCodeAt',
]);

/** What a method of a text, a list, bytes or a number gives back. */
export function callMethod(
  folder: Folder,
  type: string,
  name: string,
  self: Value,
  args: readonly Value[],
): Value {
  folder.budget.steps -= 5;
  if (self === unknown || args.slice(0, 4).includes(unknown)) return unknown;
  if (decoding.has(name)) folder.budget.decodings += 1;
  const list = typeof self === 'object' && self !== null && (self.kind === 'list' || self.kind === 'bytes');
  if (name === 'toString' && typeof self === 'number') return inBase(folder, self, args[0]);
  if (typeof self === 'object' && self?.kind === 'bytes' && type === 'Buffer') {
    const made = ofBytes(folder, self.bytes, name, args);
    if (made !== undefined) return made;
  }
  if (list) return ofList(folder, self, name, args);
  if (typeof self === 'object' && self !== null && type === 'Array') return unknown;
  const text = typeof self === 'string' ? self : undefined;
  if (text === undefined)
    return type === 'String' && isConstant(self) ? ofText(folder, String(self), name, args) : unknown;
  return type === 'Array' ? ofList(folder, self, name, args) : ofText(folder, text, name, args);
}

function inBase(folder: Folder, value: number, radix: Value): Value {
  const base = radix === undefined ? 10 : radix;
  folder.budget.decodings += 1;
  if (typeof base !== 'number' || !Number.isInteger(base) || base < 2 || base > 36) return unknown;
  return produced(folder, value.toString(base));
}

function ofText(folder: Folder, text: string, name: string, args: readonly Value[]): Value {
  const [first, second] = args;
  const number = (value: Value): number | undefined =>
    value === undefined ? undefined : Number(textOf(value, folder.budget));
  switch (name) {
    case 'toString':
    case 'valueOf':
      return text;
    case 'toLowerCase':
    case 'toLocaleLowerCase':
      return produced(folder, text.toLowerCase());
    case 'toUpperCase':
    case 'toLocaleUpperCase':
      return produced(folder, text.toUpperCase());
    case 'trim':
      return text.trim();
    case 'trimStart':
    case 'trimLeft':
      return text.trimStart();
    case 'trimEnd':
    case 'trimRight':
      return text.trimEnd();
    case 'slice':
      return produced(folder, text.slice(number(first), number(second)));
    case 'substring':
      return produced(folder, text.substring(number(first) ?? 0, number(second)));
    case 'substr': {
      const from = number(first) ?? 0;
      const start = from < 0 ? Math.max(0, text.length + from) : from;
      if ((number(second) ?? 0) < 0) return '';
      return produced(
        folder,
        text.slice(start, second === undefined ? undefined : start + (number(second) ?? 0)),
      );
    }
    case 'charAt':
      return text.charAt(number(first) ?? 0);
    case 'at':
      return text.at(number(first) ?? 0);
    case 'charCodeAt':
      return text.charCodeAt(number(first) ?? 0);
    case 'codePointAt':
      return text.codePointAt(number(first) ?? 0);
    case 'concat': {
      const parts = args.map((arg) => textOf(arg, folder.budget));
      return parts.every((part) => part !== undefined) ? produced(folder, text + parts.join('')) : unknown;
    }
    case 'repeat': {
      const times = number(first) ?? 0;
      if (!(times >= 0) || text.length * times > folder.budget.characters) return unknown;
      return produced(folder, text.repeat(times));
    }
    case 'padStart':
    case 'padEnd': {
      const length = number(first) ?? 0;
      if (!(length <= folder.budget.characters)) return unknown;
      const fill = second === undefined ? ' ' : (textOf(second, folder.budget) ?? ' ');
      return produced(folder, name === 'padStart' ? text.padStart(length, fill) : text.padEnd(length, fill));
    }
    case 'indexOf':
      return isConstant(first) ? text.indexOf(String(first), number(second)) : unknown;
    case 'includes':
      return isConstant(first) ? text.includes(String(first)) : unknown;
    case 'startsWith':
      return isConstant(first) ? text.startsWith(String(first)) : unknown;
    case 'split':
      return split(folder, text, first, number(second));
    case 'replace':
    case 'replaceAll':
      return replaced(folder, text, first, second, name === 'replaceAll');
    case 'match':
      return matched(folder, text, first);
    default:
      return unknown;
  }
}

function split(folder: Folder, text: string, by: Value, limit: number | undefined): Value {
  if (produced(folder, text) === unknown) return unknown;
  if (by === undefined) return listOf([text]);
  const at = typeof by === 'string' ? by : expression(by);
  return at === undefined ? unknown : listOf(text.split(at, limit));
}

function replaced(folder: Folder, text: string, from: Value, to: Value, all: boolean): Value {
  const pattern = typeof from === 'string' ? from : expression(from);
  if (pattern === undefined || typeof to !== 'string') return unknown;
  if (text.length * (to.length + 1) > folder.budget.characters) return unknown;
  if (typeof pattern !== 'string' && all && !pattern.global) return unknown;
  return produced(folder, all ? text.replaceAll(pattern, to) : text.replace(pattern, to));
}

function matched(folder: Folder, text: string, by: Value): Value {
  const pattern = expression(by);
  if (pattern === undefined || produced(folder, text) === unknown) return unknown;
  const found = text.match(pattern);
  return found === null ? null : listOf([...found]);
}

function ofBytes(folder: Folder, bytes: Buffer, name: string, args: readonly Value[]): Value | undefined {
  if (name === 'toString') {
    const encoding = encodingOf(args[0]);
    return encoding === undefined ? unknown : produced(folder, bytes.toString(encoding));
  }
  if (name !== 'slice' && name !== 'subarray') return undefined;
  const [from, to] = args.map((arg) => (typeof arg === 'number' ? arg : undefined));
  return { kind: 'bytes', bytes: bytes.subarray(from, to) };
}

function ofList(folder: Folder, self: Value, name: string, args: readonly Value[]): Value {
  const items = itemsOf(self, folder.budget);
  const [first, second] = args;
  if (items === undefined) return unknown;
  const index = (value: Value): number | undefined => (typeof value === 'number' ? value : undefined);
  switch (name) {
    case 'join': {
      const by = first === undefined ? ',' : textOf(first, folder.budget);
      const parts = items.map((item) =>
        item === null || item === undefined ? '' : textOf(item, folder.budget),
      );
      return by !== undefined && parts.every((part) => part !== undefined)
        ? produced(folder, parts.join(by))
        : unknown;
    }
    case 'reverse':
    case 'toReversed':
      return listOf(items.toReversed());
    case 'sort':
      return first === undefined && items.every((item) => typeof item === 'string')
        ? listOf([...items].sort())
        : unknown;
    case 'slice':
      return listOf(items.slice(index(first), index(second)));
    case 'concat':
      return listOf([...items, ...args.flatMap((arg) => listItems(arg, folder.budget))]);
    case 'at':
      return items.at(index(first) ?? 0);
    case 'indexOf':
      return isConstant(first) ? items.indexOf(first) : unknown;
    case 'includes':
      return isConstant(first) ? items.includes(first) : unknown;
    case 'flat':
      return listOf(items.flatMap((item) => listItems(item, folder.budget)));
    case 'pop':
    case 'shift':
      return changed(self)?.[name]() ?? (name === 'pop' ? items.at(-1) : items[0]);
    case 'push':
      return changed(self)?.push(...args.slice(0, 1_000)) ?? unknown;
    case 'map':
    case 'filter':
    case 'reduce':
      return over(folder, items, name, args);
    default:
      return unknown;
  }
}

function changed(self: Value): Value[] | undefined {
  return typeof self === 'object' && self !== null && self.kind === 'list' ? self.items : undefined;
}

function listItems(value: Value, budget: Budget): readonly Value[] {
  if (typeof value !== 'object' || value === null || value.kind !== 'list') return [value];
  return itemsOf(value, budget) ?? [unknown];
}

/** A function over each item: one of the program's own, or one of the platform's. */
function over(folder: Folder, items: readonly Value[], name: string, args: readonly Value[]): Value {
  const [each, start] = args;
  if (typeof each !== 'object' || each === null) return unknown;
  const call = (given: readonly Value[]): Value =>
    each.kind === 'lambda'
      ? folder.apply(each, given)
      : each.kind === 'known'
        ? folder.native(each, given)
        : unknown;
  if (name === 'reduce') {
    let value = args.length > 1 ? start : items[0];
    for (const [index, item] of items.entries()) {
      if (args.length < 2 && index === 0) continue;
      value = call([value, item, index]);
      if (value === unknown) return unknown;
    }
    return value;
  }
  const made: Value[] = [];
  for (const [index, item] of items.entries()) {
    const value = call(each.kind === 'known' ? [item] : [item, index]);
    // One that cannot be made out leaves nothing of the whole.
    if (value === unknown) return unknown;
    if (name === 'map') made.push(value);
    else if (!isConstant(value)) return unknown;
    else if (value) made.push(item);
  }
  return growing(made);
}
