import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '#kernel/domain-error';

/** Deeper than any body of this API; beyond it, code that walks a body by recursion could be made to overflow. */
const deepest = 32;

/** Takes JSON objects in UTF-8 as bodies and nothing else: other media types are refused with 415. */
export function acceptJsonOnly(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, bytes, done) => {
    if (bytes.length === 0) return done(null, {});
    if (!isUtf8(bytes)) return done(malformed());
    return parse(request, bytes.toString(), (error, body) => {
      const refusal = error ? malformed() : refusalOf(body);
      if (refusal) done(refusal);
      else done(null, body);
    });
  });
}

/** Refuses an address with a NUL in it: no text of this product holds one, and PostgreSQL takes none. */
export function refuseNulInAddress(server: FastifyInstance): void {
  server.addHook('onRequest', async ({ url }) => {
    if (/%00/.test(url)) throw new DomainError('http/malformedParameter', 'invalid', { name: 'URL', value: '%00' });
  });
}

const malformed = (): DomainError => new DomainError('http/malformedJson', 'invalid');

/** What no command can mean: another value than an object, one too deep, or text that cannot be stored. */
function refusalOf(body: unknown): DomainError | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return new DomainError('http/bodyNotObject', 'invalid');
  return refusalIn(body, '', 0);
}

function refusalIn(value: unknown, pointer: string, depth: number): DomainError | undefined {
  if (typeof value === 'string') return refusalOfText(value, pointer);
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= deepest) return new DomainError('http/bodyTooDeep', 'invalid', { deepest });
  for (const [key, inner] of Object.entries(value)) {
    const at = `${pointer}/${pointerToken(key)}`;
    const refusal = refusalOfText(key, at) ?? refusalIn(inner, at, depth + 1);
    if (refusal) return refusal;
  }
  return undefined;
}

/** PostgreSQL holds no NUL, and UTF-8 no half of a surrogate pair. */
function refusalOfText(text: string, pointer: string): DomainError | undefined {
  if (!text.includes('\0') && text.isWellFormed()) return undefined;
  const fault = { pointer: pointer.toWellFormed(), code: 'validation/unreadableCharacter' };
  return new DomainError('http/invalidBody', 'invalid', {}, [fault]);
}

/** One step of a JSON pointer (RFC 6901). */
export const pointerToken = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
