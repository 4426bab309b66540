import { expect, test } from 'vitest';
import { followed } from '../../src/content/followed.ts';
import { decodeManifest } from '../../src/content/packed-manifest.ts';

function texts() {
  const decoded = decodeManifest('{"name":"a","version":"1.0.0"}');
  if (decoded.status !== 'decoded') throw new Error(decoded.detail);
  const nothing = { text: () => undefined, loads: () => [], unfolded: () => undefined };
  return { manifest: decoded.manifest, files: new Map(), ...nothing };
}

test('a package that starts nothing is followed to its end', () => {
  const { reach, unread } = followed(texts());
  expect(reach).toMatchObject({ install: { files: [], more: false } });
  expect(unread).toBeUndefined();
});

test('what is not known of its imports is told apart from what it starts', () => {
  const cut = { ...followed(texts()).reach, unread: 'too much' };
  const { unread: _told, ...reach } = cut;
  expect(followed(texts(), () => cut)).toEqual({ reach, unread: 'too much' });
});

test('where a stranger makes following throw, that is told and nothing ends', () => {
  const { reach, unread } = followed(texts(), () => {
    throw new RangeError('too much');
  });
  expect(unread).toBe('what it starts could not be followed: too much');
  expect([reach.install.more, reach.clone.more]).toEqual([true, true]);
});
