import type { OptionName } from './table.js';

/** The options of `mascarilla cache`. */
export const cacheOptions: readonly OptionName[] = ['mascarillaHome'];

/** The options of `mascarilla health`. */
export const healthOptions: readonly OptionName[] = ['host', 'port', 'tlsCert'];

/** The options of `mascarilla pull`. */
export const pullOptions = [
  'hfEndpoint',
  'hfToken',
  'hfHome',
  'hfHubCache',
  'hfHubOffline',
] as const satisfies readonly OptionName[];

/** The options of `mascarilla convert`. */
export const convertOptions: readonly OptionName[] = [
  'precision',
  'calibration',
  'minAgreement',
  'threads',
  ...pullOptions,
];

/** The options of `mascarilla inspect`. */
export const inspectOptions: readonly OptionName[] = [
  'mascarillaHome',
  'precision',
  ...pullOptions,
];

/** The options of `mascarilla eval` that are not its own. */
export const evaluationOptions: readonly OptionName[] = [
  ...inspectOptions,
  'calibration',
  'minAgreement',
  'devices',
  'threads',
  'maxBatchTokens',
  'maxBatchRows',
];
