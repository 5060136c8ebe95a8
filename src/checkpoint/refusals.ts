import { fail, type ServiceError } from '../errors.js';

/** A file of settings says something impossible. */
export const invalid = (file: string, detail: string): ServiceError =>
  fail('CHECKPOINT_CONFIG_INVALID', { file, detail });

/** It asks for something that is not computed. */
export const unsupported = (
  file: string,
  option: string,
  value: string,
  supported: string,
): ServiceError => fail('ARCHITECTURE_UNSUPPORTED', { file, option, value, supported });
