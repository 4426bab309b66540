import { describe, expect, it } from 'vitest';
import { withoutOldNews } from '../../../src/content/rows/old-news.ts';
import type { Hit } from '../../../src/content/rows/rows.ts';
import { type CodeGiven, hits, script, trait } from './given.ts';

const tiersOf = (list: readonly Hit[]) => list.map(({ id, tier }) => `${id} ${tier}`);
const sinkAt = (path: string, what: string): CodeGiven => ({
  files: { [path]: script(trait('sink', { what })) },
  install: [path],
});
const now = hits(sinkAt('a.js', 'webhook.site'));

describe('old news', () => {
  it('drop one tier, wherever the file has moved to', () => {
    const before = hits(sinkAt('lib/b.js', 'webhook.site'));
    expect(tiersOf(withoutOldNews(now, [before]))).toEqual(['I2 high']);
  });

  it('are none where something of it is new', () => {
    expect(tiersOf(withoutOldNews(now, [hits(sinkAt('a.js', 'rentry.co'))]))).toEqual(['I2 block']);
    expect(tiersOf(withoutOldNews(now, [[]]))).toEqual(['I2 block']);
  });

  it('have to be in every version that there is to compare with', () => {
    expect(tiersOf(withoutOldNews(now, [now, []]))).toEqual(['I2 block']);
    expect(tiersOf(withoutOldNews(now, [now, now]))).toEqual(['I2 high']);
    expect(withoutOldNews(now, [])).toBe(now);
  });

  it('do not mind how many there are of something', () => {
    const obfuscated = (what: string) => hits({ files: { 'a.js': script(trait('hex-names', { what })) } });
    expect(tiersOf(withoutOldNews(obfuscated('90 names'), [obfuscated('80 names')]))).toEqual(['C7 info']);
  });

  it('are told by their place where nothing else tells them', () => {
    const heavy = (path: string): CodeGiven => ({
      files: { [path]: { ...script(), size: 300_000 } },
      install: [path],
    });
    const built = hits(heavy('main.3f2a1c9d.js'));
    expect(tiersOf(withoutOldNews(built, [hits(heavy('main.77aa01bc.js'))]))).toEqual(['M7 high']);
    expect(tiersOf(withoutOldNews(built, [hits(heavy('other.js'))]))).toEqual(['M7 block']);
  });
});
