import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lookalikeOf } from '../../src/names/known.ts';
import { readLookalikes } from '../../src/names/lookalike.ts';
import { popularNames } from '../../src/names/popular-names.ts';

/** Most used first, as in the shipped list. */
const few = readLookalikes([
  ...['lodash', 'express', 'cross-env', 'commander', 'react-dom', '@types/node', '@babel/core', 'typescript'],
  ...['discord.js', 'tar', 'date-fns', 'data-uri', 'path-to-regexp', 'color', 'inherits', 'extend', 'ms'],
  ...['@azure/core-auth', '@vue/cli', 'fs-extra', '@sentry/profiling-node', 'moment', 'ethers'],
]);

describe('a name resembles a popular one', () => {
  it.each([
    ['lodahs', 'lodash', 'swapped-letters'],
    ['expresss', 'express', 'doubled-letter'],
    ['comander', 'commander', 'undoubled-letter'],
    ['exprss', 'express', 'missing-letter'],
    ['expresso', 'express', 'extra-letter'],
    ['commqnder', 'commander', 'neighbouring-key'],
    ['1odash', 'lodash', 'look-alike-letter'],
    ['cornmander', 'commander', 'look-alike-letter'],
    ['expgess', 'express', 'wrong-letter'],
    ['tiar', 'tar', 'extra-letter'],
    ['dezcord.js', 'discord.js', 'same-sound'],
    ['crossenv', 'cross-env', 'separators'],
    ['cross.env', 'cross-env', 'separators'],
    ['types-node', '@types/node', 'scope'],
    ['babelcore', '@babel/core', 'scope'],
    ['@tpyes/node', '@types/node', 'scope'],
    ['@bable/core', '@babel/core', 'scope'],
    ['@sentry-internals/profiling-node', '@sentry/profiling-node', 'scope'],
    ['@lodash/lodash', 'lodash', 'scope'],
    ['core-auth', '@azure/core-auth', 'dropped-scope'],
    ['core-auth-1', '@azure/core-auth', 'dropped-scope'],
    ['lodash-js', 'lodash', 'affix'],
    ['typescriptjs', 'typescript', 'affix'],
    ['node-express', 'express', 'affix'],
    ['discord.dll', 'discord.js', 'affix'],
    ['ethesjs', 'ethers', 'missing-letter'],
    ['env-cross', 'cross-env', 'word-order'],
    ['cli-vue', '@vue/cli', 'word-order'],
    ['inherit', 'inherits', 'plural'],
    ['lоdash', 'lodash', 'foreign-letters'],
    ['ｅxpress', 'express', 'foreign-letters'],
  ])('%s for %s: %s', (name, target, kind) => {
    expect(few.of(name)).toMatchObject({ target, kind });
  });
});

describe('a name of its own is', () => {
  it.each([
    ['lodash', 'popular itself'],
    ['@types/lodahs', 'in a scope that only its owners publish to'],
    ['@acme/lodash', "somebody's fork, in a scope of theirs"],
    ['data-fns', 'made of words that others have too'],
    ['extend2', 'a second version'],
    ['tap', 'too short for one letter to say much'],
    ['t.ar-a', 'too short, and apart'],
    ['olor', 'short, and without its first letter'],
    ['xms', 'too short to resemble anything'],
    ['pexpress', 'different where it is read first'],
    ['teapot', 'near nothing'],
  ])('%s: %s', (name) => {
    expect(few.of(name)).toBeUndefined();
  });

  it('in a scope that is popular itself, however near to another', () => {
    const ionic = readLookalikes(['@ionic/core', '@ionic-native/camera']);
    expect(ionic.of('@ionic-native/core')).toBeUndefined();
    expect(ionic.of('@ionic-more/core')?.target).toBe('@ionic/core');
  });

  it('popular, however near to one that is more so', () => {
    expect(readLookalikes(['lodash', 'lodahs']).of('lodahs')).toBeUndefined();
  });
});

describe('among all popular names', () => {
  it('the squats of record are seen', () => {
    const targets = ['crossenv', 'babelcli', 'mongose', 'electorn', 'jquery.js', 'opencraw'].map(
      (name) => lookalikeOf(name)?.target,
    );
    expect(targets).toEqual(['cross-env', 'babel-cli', 'mongoose', 'electron', 'jquery', 'openclaw']);
  });

  it('none is a squat of another', () => {
    expect(popularNames.split(' ').filter((name) => lookalikeOf(name))).toEqual([]);
  });

  it('any text at all has an answer, and what it resembles is popular', () => {
    const popular = new Set(popularNames.split(' '));
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          fc.constantFrom('', '@', '@/', '-', '__proto__'),
        ),
        (name) => {
          const like = lookalikeOf(name);
          expect(like === undefined || popular.has(like.target)).toBe(true);
        },
      ),
    );
  });
});
