/** Bytes that may be asked for again until the package is finished; of a package the smallest files first. */
export interface KeptBytes {
  keep(path: string, bytes: Buffer): void;
  forget(path: string): void;
  get(path: string): Buffer | undefined;
}

interface Room {
  /** Of one file. */
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Is handed the bytes of those for which there is no room. */
  readonly onDropped?: (path: string, bytes: Buffer) => void;
}

/** What starts at install is small in an honest package. */
export function keptBytes({ fileBytes, totalBytes, onDropped }: Room): KeptBytes {
  const kept = new Map<string, Buffer>();
  let total = 0;
  const whole = new Set<ArrayBufferLike>();
  let wholeBytes = 0;
  // A small part holds the whole piece that was inflated with it; where those are few, that spares a copy of nearly
  // every file.
  const mayStay = ({ buffer, length }: Buffer): boolean => {
    if (buffer.byteLength <= 2 * length || whole.has(buffer)) return true;
    if (wholeBytes + buffer.byteLength > totalBytes / 4) return false;
    whole.add(buffer);
    wholeBytes += buffer.byteLength;
    return true;
  };
  const forget = (path: string): void => {
    total -= kept.get(path)?.length ?? 0;
    kept.delete(path);
  };
  return {
    forget,
    keep(path, bytes) {
      forget(path);
      if (bytes.length > fileBytes) {
        onDropped?.(path, bytes);
        return;
      }
      kept.set(path, mayStay(bytes) ? bytes : Buffer.from(bytes));
      total += bytes.length;
      if (total <= totalBytes) return;
      const largest = [...kept].sort(([, a], [, b]) => b.length - a.length);
      // Some room at once, so that not every further file has them all sorted again.
      for (const [other, dropped] of largest) {
        if (total <= 0.75 * totalBytes) break;
        forget(other);
        onDropped?.(other, dropped);
      }
    },
    get: (path) => kept.get(path),
  };
}
