import type { JsonObject, Refuse } from './options.js';
import { contentOf, type WrittenToken } from './special-tokens.js';
import type { TokenId } from './vocabulary.js';

/** What a folder without tokenizer.json has beside its vocabulary. */
export interface OlderSources {
  /** tokenizer_config.json and special_tokens_map.json. */
  readonly settings: JsonObject;
  /** added_tokens.json; null where there is none. */
  readonly addedTokens: unknown;
  readonly modelType: string;
}

/** Refuses files that another class of `transformers` reads in another way. */
export function checkClass(
  files: string,
  classes: readonly string[],
  modelTypes: readonly string[],
  { settings, modelType }: OlderSources,
  refuse: Refuse,
): void {
  const name = settings['tokenizer_class'];
  const found =
    typeof name === 'string'
      ? classes.includes(name.replace(/Fast$/, ''))
      : modelTypes.includes(modelType);
  if (found) return;
  const what = typeof name === 'string' ? `the class ${name}` : `models of the type ${modelType}`;
  throw refuse(
    `${files} of ${what} cannot be read without a tokenizer.json, only those of ${classes.join(', ')}`,
  );
}

/** Finds a special token that must be there, by the name of its setting. */
export function specialIds(
  settings: JsonObject,
  defaults: JsonObject,
  tokens: readonly WrittenToken[],
  refuse: Refuse,
): (name: string) => readonly [content: string, id: TokenId] {
  return (name) => {
    const content = contentOf(name in settings ? settings[name] : defaults[name]);
    const token = tokens.find((one) => one.content === content);
    if (token === undefined) throw refuse(`its ${name} ${content ?? ''} is in no vocabulary`);
    return [token.content, token.id];
  };
}
