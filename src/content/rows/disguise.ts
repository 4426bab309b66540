import type { Hit } from './rows.ts';
import { fileHit, type Row } from './seen.ts';

/** Rows of our own: machine code where nobody expects any. */

/** Whoever lists a package's files passes over these; systems start them all the same, and so does `dlopen`. */
const guise =
  /\.(?:png|jpe?g|gif|ico|webp|bmp|svg|ttf|otf|woff2?|eot|mp[34]|wav|ogg|pdf|md|txt|css|html?|json|ya?ml|xml|csv|map|log|lock)$/i;
/** What reads formats is tried on each of them. */
const tried = /(?:^|\/)(?:tests?|__tests__|spec|fixtures?|samples?|examples?|benchmarks?)\//i;

const disguised: Row = (seen) =>
  [...seen.code.files].flatMap(([path, { format }]): readonly Hit[] => {
    if (format === undefined || !guise.test(path)) return [];
    const does = `is machine code (${format}) under the name of something else`;
    return [fileHit(seen, { id: 'N1', tier: tried.test(path) ? 'info' : 'high', path, does })];
  });

/** A build needs none, and a text of a page neither: what it calls is told by nothing that can be read. */
const assembled: Row = (seen) =>
  seen.reaches.flatMap(({ named }) =>
    named.flatMap(({ path, by }): readonly Hit[] => {
      if (seen.code.files.get(path)?.format !== 'WebAssembly') return [];
      const does = `is WebAssembly that ${by.slice(0, 80)} names, which runs at install`;
      return [fileHit(seen, { id: 'N2', tier: 'high', path, does })];
    }),
  );

export const disguiseRows: readonly Row[] = [disguised, assembled];
