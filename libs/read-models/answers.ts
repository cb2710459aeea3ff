import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiOkResponse, ApiQuery } from '@nestjs/swagger';
import { z } from 'zod';
import { canonicalJson, type Actor } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import type { Reading } from './read-position.js';

/** Documents the answer of a query by its zod schema. */
export const Answers = (schema: z.ZodType): MethodDecorator =>
  ApiOkResponse({ schema: z.toJSONSchema(schema, { target: 'openapi-3.0', unrepresentable: 'any' }) as object });

/** What every answer of a query says about its moment. */
export const reading = { asOf: z.iso.datetime(), position: z.string() };
export const answeredAt = ({ asOf, at }: Reading): { asOf: string; position: string } => ({ asOf, position: at });

/** The side whose rows the caller may read. @throws DomainError `access/noSide` (403) for an account without a side */
export const Viewer = createParamDecorator((_data: unknown, context: ExecutionContext): SideId => {
  const { actor } = context.switchToHttp().getRequest<{ actor?: Actor }>();
  if (!actor) throw new DomainError('access/notSignedIn', 'unauthenticated');
  if (!actor.sideId) throw new DomainError('access/noSide', 'forbidden');
  return actor.sideId;
});

/** The interface languages. */
export const languages = ['en', 'ru', 'es'] as const;
export type InterfaceLanguage = (typeof languages)[number];

/** The best interface language for an Accept-Language header; English when none fits. */
export function preferredLanguage(header: string | undefined): InterfaceLanguage {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = Number(
        parameters
          .find((parameter) => parameter.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { language: tag.toLowerCase().split('-')[0], quality: Number.isNaN(quality) ? 0 : quality };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const known = languages.find((candidate) => candidate === language);
    if (known) return known;
  }
  return 'en';
}

export const Language = createParamDecorator((_data: unknown, context: ExecutionContext): InterfaceLanguage => {
  const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, string | undefined> }>();
  return preferredLanguage(headers['accept-language']);
});

/** Whoever asks. */
export const Reader = createParamDecorator((_data: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<{ actor?: Actor }>();
  if (!actor) throw new DomainError('access/notSignedIn', 'unauthenticated');
  return actor;
});

/** A page of a list: how many rows, and the sort key of the last row of the page before. */
export interface Page {
  readonly limit: number;
  readonly after: readonly string[] | null;
  /** Stands for the list the cursor belongs to: its path and filters. */
  readonly list: string;
}

/** Reads `limit` (1 to 500, default 100) and `cursor`. */
export const Paged = createParamDecorator((_data: unknown, context: ExecutionContext): Page => {
  const { query, url } = context.switchToHttp().getRequest<{ query: Record<string, string>; url: string }>();
  const { limit = '100', cursor, minPosition: _wait, ...filters } = query;
  const list = JSON.stringify([url.split('?')[0], canonicalJson(filters)]);
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > 500) throw malformed('limit', limit);
  return { limit: Number(limit), list, after: cursor === undefined ? null : afterOf(cursor, list) };
});

export const PagedQuery = (): MethodDecorator =>
  applyDecorators(
    ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', minimum: 1, maximum: 500, default: 100 } }),
    ApiQuery({
      name: 'cursor',
      required: false,
      description: 'The `next` of the page before.',
      schema: { type: 'string' },
    }),
  );

/**
 * Cuts a result that was read one row longer than the page.
 * @param keyOf the sort key of a row, in the order of the list
 */
export function pageOf<R>(
  rows: readonly R[],
  page: Page,
  keyOf: (row: R) => readonly string[],
): { items: R[]; next: string | null } {
  const items = rows.slice(0, page.limit);
  const more = rows.length > page.limit;
  const next = more ? Buffer.from(JSON.stringify([page.list, keyOf(items.at(-1)!)])).toString('base64url') : null;
  return { items, next };
}

function afterOf(cursor: string, list: string): readonly string[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw malformed('cursor', cursor);
  }
  const known = z.tuple([z.string(), z.array(z.string())]).safeParse(parsed);
  if (!known.success) throw malformed('cursor', cursor);
  if (known.data[0] !== list) throw new DomainError('http/cursorOfAnotherList', 'invalid');
  return known.data[1];
}

const malformed = (name: string, value: string): DomainError =>
  new DomainError('http/malformedParameter', 'invalid', { name, value: value.slice(0, 100) });
