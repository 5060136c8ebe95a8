export type ErrorType =
  | 'backend'
  | 'empty'
  | 'load'
  | 'not_found'
  | 'overloaded'
  | 'tokenizer'
  | 'unauthorized'
  | 'unhealthy'
  | 'validation';

export interface Definition<Fields> {
  readonly status: number;
  readonly type: ErrorType;
  readonly message: (fields: Fields) => string;
}

/** Ties a message to its fields. */
export function define<Fields = Record<string, never>>(
  status: number,
  type: ErrorType,
  message: (fields: Fields) => string,
): Definition<Fields> {
  return { status, type, message };
}

/** A file or a folder, as messages name it. */
export interface FileField {
  readonly file: string;
}

export interface TensorField extends FileField {
  readonly tensor: string;
}
