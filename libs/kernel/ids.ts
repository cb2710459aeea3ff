import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A string that only fits where an id of the same name is asked for. */
export type Branded<Name extends string> = string & z.$brand<Name>;

/** The schema of a branded UUID: `idOf<'SideId'>()`. */
export const idOf = <Name extends string>() => z.uuid().brand<Name>();

/** The one namespace of every derived id of the product (RFC 9562 §5.5); it never changes. */
const namespace = Buffer.from('6f1e1d2a6c1b5a0e9d8a3f4b7c2d5e10', 'hex');

/**
 * A deterministic id: RFC 9562 version 5 over the JSON array of the parts, so that
 * `uuid5('a', 'bc')` and `uuid5('ab', 'c')` differ.
 */
export function uuid5(...parts: readonly (string | number)[]): string {
  const bytes = createHash('sha1').update(namespace).update(JSON.stringify(parts)).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The name of an aggregate's stream: `category-uuid`. */
export const streamOf = (category: string, id: string): string => `${category}-${id}`;

/** The id behind a stream name, as `streamOf` wrote it. */
export const idOfStream = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

/** The category of a stream name, as `streamOf` wrote it. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));
