import { hash } from 'node:crypto';
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
  const hex = hash('sha1', Buffer.concat([namespace, Buffer.from(JSON.stringify(parts))]));
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Whether a text is a UUID in its usual form, whatever the case of its letters. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** The name of an aggregate's stream: `category-uuid`. */
export const streamOf = (category: string, id: string): string => `${category}-${id}`;

/** The id behind a stream name, as `streamOf` wrote it. */
export const idOfStream = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

/** The category of a stream name, as `streamOf` wrote it. */
export const categoryOf = (stream: string): string => stream.slice(0, stream.indexOf('-'));
