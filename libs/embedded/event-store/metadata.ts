import type { ProposedEvent } from './types.js';

/** What the metadata of a stream says about which of its events can be read. */
export interface StreamMetadata {
  /** Only the last so many events. */
  readonly maxCount?: number;
  /** Only events younger than so many seconds. */
  readonly maxAge?: number;
  /** Only events from this revision on. */
  readonly truncateBefore?: number;
  /** The stream was deleted softly: it reads as missing until somebody appends to it. */
  readonly deleted: boolean;
}

export const NO_METADATA: StreamMetadata = { deleted: false };

/** Metadata streams behave as if `$maxCount` were 1. */
export const METADATA_OF_METADATA: StreamMetadata = { maxCount: 1, deleted: false };

/** The literal text matters: 2^63-1 does not survive JSON.stringify. */
export const SOFT_DELETE_JSON = '{"$tb":9223372036854775807}';

/** Text is not JSON, or a value is out of range: the whole metadata counts as absent, as the original server does it. */
export function parseMetadata(event: Pick<ProposedEvent, 'json' | 'data'> | undefined): StreamMetadata {
  const fields = event?.json ? parseObject(event.data) : undefined;
  if (!fields) return NO_METADATA;
  const { $maxCount: maxCount, $maxAge: maxAge, $tb: truncateBefore } = fields;
  if (!valid(maxCount, 1) || !valid(maxAge, 1) || !valid(truncateBefore, 0)) return NO_METADATA;
  // JSON.parse rounds 2^63-1 up to 2^63, so everything beyond the safe integers is the mark of a deleted stream.
  const deleted = truncateBefore !== undefined && truncateBefore > Number.MAX_SAFE_INTEGER;
  return { maxCount, maxAge, truncateBefore, deleted };
}

/** The same metadata with `$tb` moved to the first revision written after the soft delete. */
export function undeletedJson(event: Pick<ProposedEvent, 'json' | 'data'> | undefined, firstRevision: number): string {
  const fields = (event?.json && parseObject(event.data)) || {};
  return JSON.stringify({ ...fields, $tb: firstRevision });
}

function parseObject(data: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function valid(value: unknown, least: number): value is number | undefined {
  return value === undefined || (typeof value === 'number' && Number.isInteger(value) && value >= least);
}
