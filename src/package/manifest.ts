import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { poolings, type Pooling } from '../checkpoint/pooling.js';
import { fail } from '../errors.js';
import { precisions } from '../graph/precision.js';

export { poolings, type Pooling };

/** Raised when the folder's layout changes; older packages are then converted again. */
export const PACKAGE_FORMAT = 5;
export const MANIFEST_FILE = 'model.json';
export const TOKENIZER_FILE = 'tokenizer.json';
export const TOKENIZER_CONFIG_FILE = 'tokenizer_config.json';

/** In the place of a precision, for a ready export: whatever its author chose. */
export const EXPORTED = 'exported';

const File = Type.Object({
  name: Type.String(),
  size: Type.Integer({ minimum: 0 }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});

const Count = Type.Integer({ minimum: 1 });

const Labels = Type.Array(Type.String(), { minItems: 1 });

const Head = Type.Union([
  Type.Object({ kind: Type.Literal('none') }),
  Type.Object({ kind: Type.Literal('masked-lm'), tied: Type.Boolean() }),
  Type.Object({ kind: Type.Literal('token-classification'), labels: Labels }),
  Type.Object({
    kind: Type.Literal('sequence-classification'),
    labels: Labels,
    scores: Type.Enum(['softmax', 'sigmoid', 'none']),
  }),
]);

const Share = Type.Number({ minimum: 0, maximum: 1 });

/** How near a model in a lower precision comes to itself in fp32. */
const Agreement = Type.Object({
  /** Texts on which it was measured. */
  texts: Count,
  /** Decisions of the head that were compared: masked words, labels; 0 where it makes none. */
  decisions: Type.Integer({ minimum: 0 }),
  /** Share of them that are the same. */
  same: Type.Union([Type.Null(), Share]),
  /** Mean Kullback-Leibler divergence from the distributions of fp32, in nats. */
  divergence: Type.Union([Type.Null(), Type.Number({ minimum: 0 })]),
  /** Between the mean vectors of each text: their mean, and the least. */
  cosine: Type.Number(),
  leastCosine: Type.Number(),
});

/** `model.json`: what a package holds, and where it comes from. */
const Manifest = Type.Object({
  format: Type.Literal(PACKAGE_FORMAT),
  /** Version of the converter that wrote the graph. */
  converter: Count,
  precision: Type.Enum([...precisions, EXPORTED]),
  /** Null where it was not measured, as for fp32. */
  agreement: Type.Union([Type.Null(), Agreement]),
  source: Type.Object({
    /** Name of the checkpoint's folder or repository. */
    name: Type.String(),
    files: Type.Array(File),
  }),
  model: Type.Object({
    /** As config.json names it, such as `xlm-roberta`. */
    modelType: Type.String(),
    head: Head,
    /** Whether it gives vectors of texts; an export of a head may not tell them. */
    embeds: Type.Boolean(),
    vocabularySize: Count,
    hiddenSize: Count,
    layers: Count,
    heads: Count,
    /** Longest row, special tokens included. */
    maxTokens: Count,
    /** How vectors are made where a request does not say it. */
    embedding: Type.Object({
      pooling: Type.Enum([...poolings]),
      /** Whether they are scaled to length 1. */
      normalize: Type.Boolean(),
    }),
  }),
  /** What the model card says; null where there is none. */
  card: Type.Union([
    Type.Null(),
    Type.Object({
      license: Type.Union([Type.Null(), Type.String()]),
      languages: Type.Array(Type.String()),
      intendedUse: Type.Union([Type.Null(), Type.String()]),
    }),
  ]),
  /** The package's own files. */
  files: Type.Array(File),
});

/** The part that every format has. */
const Header = Type.Object({
  format: Type.Integer(),
  converter: Type.Integer(),
  precision: Type.String(),
  source: Type.Object({ name: Type.String() }),
});

/** Nothing of a manifest changes once it is read. */
type Frozen<Value> = Value extends object
  ? { readonly [Key in keyof Value]: Frozen<Value[Key]> }
  : Value;

export type Manifest = Frozen<Static<typeof Manifest>>;
export type PackageFile = Frozen<Static<typeof File>>;
export type Agreement = Frozen<Static<typeof Agreement>>;

export type Header = Frozen<Static<typeof Header>>;

const validator = Compile(Manifest);
const headerValidator = Compile(Header);

/** Reads a manifest's text; PACKAGE_INVALID tells what is wrong with it. */
export function parseManifest(text: string, file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw fail('PACKAGE_INVALID', { file, detail: 'it is not JSON' });
  }
  if (validator.Check(json)) return json;
  const header = readHeader(json);
  if (header !== null && header.format !== PACKAGE_FORMAT) {
    const detail = `it has format ${header.format}, and this version reads ${PACKAGE_FORMAT}`;
    throw fail('PACKAGE_INVALID', { file, detail });
  }
  const [first] = validator.Errors(json);
  const detail = first === undefined ? 'unknown' : `${first.instancePath || '/'} ${first.message}`;
  throw fail('PACKAGE_INVALID', { file, detail });
}

/** What a manifest of any version says of itself; null where it is none. */
export function readHeader(json: unknown): Header | null {
  return headerValidator.Check(json) ? json : null;
}
