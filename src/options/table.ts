import { computingOptions } from './computing.js';
import { limitOptions } from './limits.js';
import { modelOptions } from './model.js';
import { networkOptions } from './network.js';
import { runningOptions } from './running.js';
import { securityOptions } from './security.js';

/**
 * The one table of options. An option `maxBatchRows` is the flag `--max-batch-rows` and the variable
 * `MAX_BATCH_ROWS`; config.ts reads them.
 */
export const options = {
  ...modelOptions,
  ...networkOptions,
  ...securityOptions,
  ...computingOptions,
  ...limitOptions,
  ...runningOptions,
} as const;

export type OptionName = keyof typeof options;

// The table has exactly these keys.
export const optionNames = Object.keys(options) as OptionName[];

/** `maxBatchRows` → `--max-batch-rows` */
export const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** `maxBatchRows` → `MAX_BATCH_ROWS` */
export const variableOf = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

/** The options as a table in Markdown, for docs/operating.md. */
export function describeOptions(): string {
  const home = options.mascarillaHome.byDefault;
  const lines = Object.entries(options).map(([name, { byDefault, description }]) => {
    // The cache folder depends on the machine.
    const value = byDefault === home ? 'the user’s cache folder' : `\`${byDefault}\``;
    return `| \`${flagOf(name)}\` | \`${variableOf(name)}\` | ${value} | ${description} |`;
  });
  return ['| flag | variable | default | what it is |', '|---|---|---|---|', ...lines, ''].join(
    '\n',
  );
}
