import { malformed } from './decode.ts';
import type { ForeignFile } from './detect.ts';
import type { ForeignLock } from './lock.ts';

/** The text of another manager's lockfile. Rejects with a typed error for what is none, or of an unknown format. */
export async function readForeign(file: ForeignFile, text: string): Promise<ForeignLock> {
  switch (file) {
    case 'pnpm-lock.yaml':
      return (await import('./pnpm.ts')).readPnpm(text);
    case 'bun.lock':
      return (await import('./bun.ts')).readBun(text);
    case 'yarn.lock': {
      if (isBerry(text)) return (await import('./yarn-berry.ts')).readYarnBerry(text);
      if (isClassic(text)) return (await import('./yarn-classic.ts')).readYarnClassic(text);
      throw malformed(file, 'found neither the heading of yarn 1 nor the __metadata of its successors');
    }
  }
}

export function isBerry(text: string): boolean {
  return /^__metadata:/m.test(text) && !isClassic(text);
}

/** As yarn's own parser tells them apart. */
function isClassic(text: string): boolean {
  return /^(?:#[^\n]*\r?\n)*?#\s+yarn\s+lockfile\s+v1\r?\n/i.test(text);
}
