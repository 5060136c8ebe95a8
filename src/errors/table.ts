import { bulkErrors } from './bulk.js';
import { evaluationErrors } from './evaluation.js';
import { exportErrors } from './exports.js';
import { hubErrors } from './hub.js';
import { loadTestErrors } from './load-test.js';
import { loadErrors } from './load.js';
import { preparationErrors } from './preparation.js';
import { requestErrors } from './requests.js';
import { serviceErrors } from './service.js';
import { torchErrors } from './torch.js';

export type { ErrorType } from './definition.js';

/**
 * The one table of errors; `fail` in errors.ts makes an error of a code. A code decides the HTTP
 * status, the `error_type` that clients of text-embeddings-inference know, and the sentence;
 * whoever fails only names the code and the values. Messages say what happened, with the value, and
 * what to do; they never quote a text.
 */
export const errorTable = {
  ...requestErrors,
  ...serviceErrors,
  ...loadErrors,
  ...torchErrors,
  ...exportErrors,
  ...hubErrors,
  ...evaluationErrors,
  ...loadTestErrors,
  ...preparationErrors,
  ...bulkErrors,
} as const;
