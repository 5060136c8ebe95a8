/**
 * The trace id of a `traceparent` header, 32 hexadecimal digits; undefined where there is none, or
 * an invalid one, which is to be ignored (W3C Trace Context, Level 1, sections 3.2 and 4.3). Later
 * versions may have more after their flags.
 */
export function readTraceId(header: string | readonly string[] | undefined): string | undefined {
  if (typeof header !== 'string') return undefined;
  const [, version, traceId, parentId, more] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || version === 'ff' || (version === '00' && more !== undefined)) {
    return undefined;
  }
  return /^0+$/.test(traceId) || parentId === NO_PARENT ? undefined : traceId;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?$/;

const NO_PARENT = '0'.repeat(16);
