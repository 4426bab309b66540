import type { Spec } from 'npm-package-arg';
import type { RawPackument } from 'pacote';
import { type Choice, choose, type HoldBack } from './held-back.ts';
import { withoutLiars } from './packument-view.ts';
import type { PackumentStore } from './packuments.ts';

type Options = Readonly<Record<string, unknown>>;

/** Which version each spec of a registry comes to; worked out once, for prefetch and arborist alike. */
export interface Choices {
  /** `choice` is undefined where npm finds nothing either. Rejects with pacote's error, or TooYoungError. */
  of(spec: Spec, options: Options): Promise<Chosen>;
}

export type MaybeLater<T> = T | Promise<T>;

export interface Chosen {
  readonly packument: RawPackument;
  readonly choice: Choice | undefined;
}

export function createChoices(
  packuments: Pick<PackumentStore, 'load'>,
  /** It may take a question to the registry to know; documents are asked for meanwhile. */
  holdBack: MaybeLater<HoldBack | undefined>,
): Choices {
  const honest = new Map<string, RawPackument>();
  const made = new Map<string, Choice | undefined>();
  return {
    async of(spec, options) {
      const name = spec.name ?? '';
      const packument = honest.get(name) ?? withoutLiars(await packuments.load(name));
      honest.set(name, packument);
      const held = await holdBack;
      // What npm's picker reads and arborist sets for each spec anew.
      const { before, avoid, avoidStrict } = options;
      const key = JSON.stringify([name, spec.type, spec.fetchSpec, before, avoid, avoidStrict]);
      if (!made.has(key)) made.set(key, choose(packument, spec, options, held));
      return { packument, choice: made.get(key) };
    },
  };
}
