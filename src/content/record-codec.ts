import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { PackedManifest, TarballContent } from '../evidence/needs.ts';
import { capabilities, traitKinds } from '../model/code-signs.ts';
import {
  type CodeRecord,
  contentRules,
  type FileRecord,
  type GypRecord,
  type Reach,
  type Trait,
} from './record.ts';

/** All that reading a tarball came to. */
export interface KeptContent {
  readonly content: TarballContent;
  /** Of the package.json of each bundled package, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The code of bundled packages, by folder. */
  readonly parts?: ReadonlyMap<string, CodeRecord>;
}

/** What is kept in one shape is not read in another: raised with every change to what stands below. */
const shape = 1;
const mark = `npq content ${shape}.${contentRules}`;

/** Whatever was kept under another name was kept by other rules. */
export const keptUnder = `${shape}.${contentRules}`;

/** Larger entries would cost more to read back than they save. In bytes. */
const mostBytes = 4 * 1024 * 1024;

/** Undefined where it is too large to be worth keeping. */
export function encodeContent({ content, ...others }: KeptContent): Buffer | undefined {
  const files = [...content.files].map(([path, { size, sha512, executable }]) => {
    return [path, size, sha512, executable ? 1 : 0];
  });
  const body = JSON.stringify({ ...others, content: { ...content, files } }, (_key, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );
  const bytes = Buffer.from(`${mark} ${digest(body)}\n${body}`);
  return bytes.length > mostBytes ? undefined : bytes;
}

/**
 * Undefined for whatever `encodeContent` did not write, under these rules and about these bytes: a damaged entry,
 * one of another version of npq, one that lies in another's place.
 */
export function decodeContent(bytes: Buffer, sha512: string): KeptContent | undefined {
  if (bytes.length > mostBytes) return undefined;
  const text = bytes.toString('utf8');
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (text.slice(0, Math.max(0, end)) !== `${mark} ${digest(body)}`) return undefined;
  const read = v.safeParse(Kept, parsed(body));
  return read.success && read.output.content.sha512 === sha512 ? read.output : undefined;
}

function digest(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const Text = v.string();
const Count = v.pipe(v.number(), v.minValue(0));
const Texts = v.array(Text);

/**
 * Does not compile where the schema lacks a field of the type, optional or not: an entry with that field would be
 * written and never again read.
 */
function covering<T>() {
  return <S extends v.GenericSchema>(
    schema: S & ([Exclude<keyof T, keyof v.InferOutput<S>>] extends [never] ? unknown : never),
  ): S => schema;
}

function mapOf<S extends v.GenericSchema>(value: S) {
  return v.pipe(
    v.array(v.strictTuple([Text, value])),
    v.transform((entries): ReadonlyMap<string, v.InferOutput<S>> => new Map(entries)),
  );
}

const TraitSchema = covering<Trait>()(
  v.strictObject({
    kind: v.picklist(traitKinds),
    line: Count,
    excerpt: Text,
    what: v.exactOptional(Text),
    hidden: v.exactOptional(v.literal(true)),
  }),
);

const FileSchema = covering<FileRecord>()(
  v.strictObject({
    kind: v.picklist(['script', 'shell', 'gyp', 'data', 'binary']),
    capabilities: v.array(v.picklist(capabilities)),
    traits: v.array(TraitSchema),
    hosts: Texts,
    longestLine: Count,
    entropy: v.number(),
    format: v.exactOptional(Text),
    unread: v.exactOptional(Text),
  }),
);

const Place = { path: Text, line: Count };
const Computed = covering<Reach['computed'][number]>()(
  v.strictObject({
    ...{ ...Place, excerpt: Text },
    how: v.exactOptional(v.picklist(['decoded', 'expression'])),
  }),
);
const ReachSchema = covering<Reach>()(
  v.strictObject({
    files: v.array(
      covering<Reach['files'][number]>()(
        v.strictObject({ path: Text, depth: Count, by: Text, input: v.exactOptional(v.literal(true)) }),
      ),
    ),
    missing: Texts,
    named: v.array(covering<Reach['named'][number]>()(v.strictObject({ path: Text, by: Text }))),
    computed: v.array(Computed),
    more: v.boolean(),
  }),
);

const GypSchema = covering<GypRecord>()(
  v.strictObject({
    commands: v.array(covering<GypRecord['commands'][number]>()(v.strictObject({ ...Place, command: Text }))),
    hasSources: v.boolean(),
    unread: v.exactOptional(Text),
  }),
);

const Shipped = v.strictObject({
  sign: v.picklist(['npmrc', 'bundled-hook', 'shrinkwrap-elsewhere', 'shrinkwrap-host', 'unread']),
  path: Text,
  what: Text,
});

const Code = covering<CodeRecord>()(
  v.strictObject({
    rules: v.literal(contentRules),
    files: mapOf(FileSchema),
    install: ReachSchema,
    clone: ReachSchema,
    load: Texts,
    gyp: v.exactOptional(GypSchema),
    shipped: v.exactOptional(v.array(Shipped)),
  }),
);

const Manifest = covering<PackedManifest>()(
  v.strictObject({
    name: Text,
    version: Text,
    scripts: mapOf(Text),
    gypfile: v.exactOptional(v.boolean()),
    bundled: Texts,
    dependencies: v.strictObject({
      dependencies: mapOf(Text),
      optionalDependencies: mapOf(Text),
      peerDependencies: mapOf(Text),
    }),
    starts: Texts,
    forPlatforms: v.boolean(),
    homes: Texts,
    bins: v.exactOptional(Text),
    binFolder: v.exactOptional(Text),
  }),
);

const Files = v.pipe(
  v.array(v.strictTuple([Text, Count, Text, v.picklist([0, 1])])),
  v.transform((all): TarballContent['files'] => {
    return new Map(
      all.map(([path, size, sha512, executable]) => [path, { size, sha512, executable: executable === 1 }]),
    );
  }),
);

const Kept: v.GenericSchema<unknown, KeptContent> = v.strictObject({
  content: covering<TarballContent>()(
    v.strictObject({
      sha512: Text,
      packedSize: Count,
      unpackedSize: Count,
      files: Files,
      oddities: v.array(v.strictObject({ path: Text, what: Text })),
      manifest: Manifest,
      code: v.exactOptional(Code),
    }),
  ),
  texts: mapOf(Text),
  parts: v.exactOptional(mapOf(Code)),
});
