/** Numbers as people read them; the same on every machine, whatever its language. */

/** 1234567 → `1,234,567` */
export const count = (value: number): string => value.toLocaleString('en-US');

/** 0.431 → `43.1 %` */
export const percent = (value: number, digits = 1): string => `${(100 * value).toFixed(digits)} %`;

/** 15234567 → `15.2 MB` */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** The same, in kB below a megabyte. */
export const fileSize = (bytes: number): string =>
  bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : megabytes(bytes);
