import { createScanner, type JSONScanner } from 'jsonc-parser';

/** SyntaxKind of jsonc-parser, whose own is an enum that a build of single files cannot take over. */
const token = {
  open: 1,
  close: 2,
  openList: 3,
  closeList: 4,
  comma: 5,
  colon: 6,
  text: 10,
  end: 17,
} as const;

interface Frame {
  readonly list: boolean;
  /** The property whose value is being read. */
  key: string;
  expectsKey: boolean;
}

/**
 * The lines, from 1, of properties that are wanted by their path (`pathKey`). Reads token by token: a file that is
 * nested a million times deep ends no stack, and one that is no JSON has the lines that were found till then.
 */
export function propertyLines(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const deepest = Math.max(0, ...[...wanted].map((key) => JSON.parse(key).length as number));
  const scanner = createScanner(text.replace(/^\uFEFF/, ''), true);
  const frames: Frame[] = [];
  for (let kind = scanner.scan() as number; kind !== token.end; kind = scanner.scan()) {
    const frame = frames.at(-1);
    if (kind === token.open || kind === token.openList) {
      frames.push({ list: kind === token.openList, key: '', expectsKey: kind === token.open });
    } else if (kind === token.close || kind === token.closeList) frames.pop();
    else if (kind === token.comma && frame) frame.expectsKey = !frame.list;
    else if (kind === token.colon && frame) frame.expectsKey = false;
    else if (kind === token.text && frame?.expectsKey) {
      frame.key = scanner.getTokenValue();
      if (frames.length <= deepest) note(frames, scanner, wanted, found);
    }
  }
  return found;
}

/** Of a name that stands there twice JSON takes the last. */
function note(
  frames: readonly Frame[],
  scanner: JSONScanner,
  wanted: ReadonlySet<string>,
  found: Map<string, number>,
): void {
  const key = pathKey(frames.map((frame) => frame.key));
  if (wanted.has(key)) found.set(key, scanner.getTokenStartLine() + 1);
}

export function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}
