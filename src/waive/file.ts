import type { Node } from 'jsonc-parser';
import type { Waiver } from '../model/waiver.ts';
import type { WaiverTarget } from './request.ts';

export interface ChangedFile {
  readonly text: string;
  /** The waivers that were there for the same, as they stood in the file. */
  readonly before: readonly Partial<Waiver>[];
}

/**
 * The file with these waivers in the place of those for the same package, versions and check, or at the end. What
 * else stands in it stays as it is, byte for byte. The file is one that npq has understood, or there is none.
 */
export async function withWaivers(
  text: string | undefined,
  waivers: readonly Waiver[],
  schema: string,
): Promise<ChangedFile> {
  if (text === undefined) {
    return { text: `${JSON.stringify({ $schema: schema, waivers }, null, 2)}\n`, before: [] };
  }
  const before: Partial<Waiver>[] = [];
  let changed = text;
  for (const waiver of waivers) {
    const same = await placesOf(changed, waiver);
    before.push(...same.map(({ found }) => found));
    const [first, ...others] = same;
    for (const { index } of others.toReversed()) changed = await without(changed, index);
    changed = await (first === undefined
      ? appended(changed, waiver)
      : replaced(changed, first.index, waiver));
  }
  return { text: changed, before };
}

export async function withoutWaivers(text: string, target: WaiverTarget): Promise<ChangedFile> {
  const same = await placesOf(text, target);
  let changed = text;
  for (const { index } of same.toReversed()) changed = await without(changed, index);
  return { text: changed, before: same.map(({ found }) => found) };
}

/** The line, from 1, in which the waiver for this begins. */
export async function lineOf(text: string, target: WaiverTarget): Promise<number | undefined> {
  const [place] = await placesOf(text, target);
  if (place === undefined) return undefined;
  const node = (await waiversIn(text))?.children?.[place.index];
  return node && text.slice(0, node.offset).split('\n').length;
}

interface Place {
  readonly index: number;
  readonly found: Partial<Waiver>;
}

async function placesOf(text: string, target: WaiverTarget): Promise<readonly Place[]> {
  const { getNodeValue } = await import('jsonc-parser');
  const waivers = (await waiversIn(text))?.children ?? [];
  return waivers.flatMap((node, index) => {
    const found: Partial<Waiver> = getNodeValue(node);
    const { package: name, versions, check } = found;
    const same = name === target.package && versions === target.versions && check === target.check;
    return same ? [{ index, found }] : [];
  });
}

async function waiversIn(text: string): Promise<Node | undefined> {
  const { findNodeAtLocation } = await import('jsonc-parser');
  const node = findNodeAtLocation(await treeOf(text), ['waivers']);
  return node?.type === 'array' ? node : undefined;
}

async function treeOf(text: string): Promise<Node> {
  const { parseTree } = await import('jsonc-parser');
  // Of the same length, so that the places in it are those in the text.
  const root = parseTree(text.replace(/^\uFEFF/, ' '));
  if (root?.type !== 'object') throw new Error('an npq.json was read that is no object');
  return root;
}

async function replaced(text: string, index: number, waiver: Waiver): Promise<string> {
  const node = (await waiversIn(text))?.children?.[index];
  if (node === undefined) throw new Error(`npq.json has no waiver number ${index}`);
  const value = written(waiver, styleBefore(text, node.offset), text);
  return spliced(text, node.offset, node.length, value);
}

async function appended(text: string, waiver: Waiver): Promise<string> {
  const root = await treeOf(text);
  const array = await waiversIn(text);
  const last = array?.children?.at(-1);
  if (last !== undefined) {
    const style = styleBefore(text, last.offset);
    return spliced(text, last.offset + last.length, 0, `,${style}${written(waiver, style, text)}`);
  }
  const property = root.children?.at(-1);
  const outer = property === undefined ? outerStyle(text) : styleBefore(text, property.offset);
  const list = listOf(waiver, outer, text);
  if (array !== undefined) return spliced(text, array.offset, array.length, list);
  const member = `"waivers": ${list}`;
  if (property !== undefined) {
    return spliced(text, property.offset + property.length, 0, `,${outer}${member}`);
  }
  const end = outer.includes('\n') ? lineEnd(text) : '';
  return spliced(text, root.offset, root.length, `{${outer}${member}${end}}`);
}

/** The last one takes the key with it. */
async function without(text: string, index: number): Promise<string> {
  const root = await treeOf(text);
  const waivers = (await waiversIn(text))?.children ?? [];
  if (waivers.length > 1) return cutOut(text, waivers, index);
  const members = root.children ?? [];
  const key = members.findIndex(({ children }) => children?.[0]?.value === 'waivers');
  return members.length > 1 ? cutOut(text, members, key) : spliced(text, root.offset, root.length, '{}');
}

/** One of several, with the comma between it and a neighbour and the white space on that side. */
function cutOut(text: string, nodes: readonly Node[], index: number): string {
  const [before, node, after] = [nodes[index - 1], nodes[index], nodes[index + 1]];
  if (node === undefined) throw new Error(`npq.json has nothing at place ${index}`);
  const start = before === undefined ? node.offset : before.offset + before.length;
  const end = before === undefined && after !== undefined ? after.offset : node.offset + node.length;
  return spliced(text, start, end - start, '');
}

function listOf(waiver: Waiver, outer: string, text: string): string {
  if (!outer.includes('\n')) return `[${written(waiver, outer, text)}]`;
  const inner = outer + unitOf(text);
  return `[${inner}${written(waiver, inner, text)}${outer}]`;
}

/** `style` is the white space that stands before it: with a line end each member gets a line of its own. */
function written(waiver: Waiver, style: string, text: string): string {
  if (!style.includes('\n')) return JSON.stringify(waiver);
  const line = style.slice(style.lastIndexOf('\n') + 1);
  return JSON.stringify(waiver, null, unitOf(text)).replaceAll('\n', `${lineEnd(text)}${line}`);
}

/** The white space before a value, from the last line end on, or none. */
function styleBefore(text: string, offset: number): string {
  return /(?:\r?\n)?[ \t]*$/.exec(text.slice(0, offset))?.[0] ?? '';
}

function outerStyle(text: string): string {
  return `${lineEnd(text)}${unitOf(text)}`;
}

function lineEnd(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** One step of indentation, as the first indented line has it. */
function unitOf(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
}

function spliced(text: string, offset: number, length: number, content: string): string {
  return text.slice(0, offset) + content + text.slice(offset + length);
}
