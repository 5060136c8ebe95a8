/** The headers that send an API key (RFC 6750, section 2.1); none where there is none to send. */
export const headersOf = (key: string | null): Readonly<Record<string, string>> =>
  key === null ? {} : { authorization: `Bearer ${key}` };
