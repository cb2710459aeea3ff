import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { client, dataOf } from './client.js';
import type { paths } from '../api.gen.js';

/**
 * The moment and the language a page reads in. Both are part of every key: another language is another answer, for the
 * server writes its sentences in it.
 */
export interface Reader {
  /** Instant in UTC; undefined reads the present. */
  readonly asOf: string | undefined;
  readonly lang: string;
}

/** What the board can be narrowed to. */
export type BoardStatus = NonNullable<NonNullable<paths['/api/v1/board']['get']['parameters']['query']>['status']>;

export interface BoardFilters {
  readonly body?: string | undefined;
  readonly protocol?: string | undefined;
  readonly status?: BoardStatus | undefined;
}

const at = ({ asOf }: Reader): { asOf?: string } => (asOf === undefined ? {} : { asOf });
const all = 500;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => dataOf(client.GET('/api/v1/sessions/current')),
  staleTime: 60_000,
  retry: false,
});

/**
 * Names of sides, bodies, institutions and offices, and of the own side's people.
 * @param ofSide whether the account speaks for a side: another may not read who the people are
 */
export const directoryQuery = (reader: Reader, ofSide: boolean) =>
  queryOptions({
    queryKey: ['directory', reader, ofSide],
    queryFn: async () => {
      const params = { params: { query: { ...at(reader), limit: all } } };
      const [sides, bodies, institutions, offices, persons] = await Promise.all([
        dataOf(client.GET('/api/v1/sides', params)),
        dataOf(client.GET('/api/v1/bodies', params)),
        dataOf(client.GET('/api/v1/institutions', params)),
        dataOf(client.GET('/api/v1/offices', params)),
        ofSide ? dataOf(client.GET('/api/v1/persons', params)) : { items: [] },
      ]);
      return {
        sides: sides.items,
        bodies: bodies.items,
        institutions: institutions.items,
        offices: offices.items,
        persons: persons.items,
      };
    },
    staleTime: 60_000,
  });

export const boardQuery = (reader: Reader, { body, protocol, status }: BoardFilters) =>
  infiniteQueryOptions({
    queryKey: ['board', reader, { body, protocol, status }],
    queryFn: ({ pageParam }) =>
      dataOf(
        client.GET('/api/v1/board', {
          params: {
            query: {
              ...at(reader),
              limit: 200,
              ...(body !== undefined && { bodyId: body }),
              ...(protocol !== undefined && { protocolId: protocol }),
              ...(status !== undefined && { status }),
              ...(pageParam !== null && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
  });

export const itemQuery = (reader: Reader, number: string) =>
  queryOptions({
    queryKey: ['item', reader, number],
    queryFn: () =>
      dataOf(client.GET('/api/v1/action-items/{id}', { params: { path: { id: number }, query: at(reader) } })),
  });

export const whyQuery = (reader: Reader, number: string) =>
  queryOptions({
    queryKey: ['why', reader, number],
    queryFn: () =>
      dataOf(client.GET('/api/v1/action-items/{id}/why', { params: { path: { id: number }, query: at(reader) } })),
  });

export const protocolsQuery = (reader: Reader) =>
  queryOptions({
    queryKey: ['protocols', reader],
    queryFn: () => dataOf(client.GET('/api/v1/protocols', { params: { query: { ...at(reader), limit: all } } })),
  });

export const protocolQuery = (reader: Reader, id: string) =>
  queryOptions({
    queryKey: ['protocol', reader, id],
    queryFn: () => dataOf(client.GET('/api/v1/protocols/{id}', { params: { path: { id }, query: at(reader) } })),
  });

export const meetingsQuery = (reader: Reader) =>
  queryOptions({
    queryKey: ['meetings', reader],
    queryFn: () => dataOf(client.GET('/api/v1/meetings', { params: { query: { ...at(reader), limit: all } } })),
  });

export const projectsQuery = (reader: Reader) =>
  queryOptions({
    queryKey: ['projects', reader],
    queryFn: () => dataOf(client.GET('/api/v1/projects', { params: { query: { ...at(reader), limit: all } } })),
  });

export const mailboxQuery = queryOptions({
  queryKey: ['mailbox'],
  queryFn: () => dataOf(client.GET('/api/v1/mailbox', { params: { query: { limit: 200 } } })),
});

export const mailQuery = (id: string) =>
  queryOptions({
    queryKey: ['mail', id],
    queryFn: () => dataOf(client.GET('/api/v1/mailbox/{id}', { params: { path: { id } } })),
    staleTime: Infinity,
  });

export const demoClockQuery = queryOptions({
  queryKey: ['demo-clock'],
  queryFn: () => dataOf(client.GET('/api/v1/demo/clock')),
});

/** The events around the reader's moment, as far as its side may know of them. */
export const momentsQuery = (reader: Reader) =>
  queryOptions({
    queryKey: ['moments', reader],
    queryFn: () => dataOf(client.GET('/api/v1/moments', { params: { query: at(reader) } })),
  });

/** What differs between an earlier moment and the reader's. */
export const comparisonQuery = (reader: Reader, from: string, body: string | undefined) =>
  queryOptions({
    queryKey: ['comparison', reader, from, body],
    queryFn: () =>
      dataOf(
        client.GET('/api/v1/board/compare', {
          params: {
            query: {
              from,
              ...(reader.asOf !== undefined && { to: reader.asOf }),
              ...(body !== undefined && { bodyId: body }),
            },
          },
        }),
      ),
  });

/** How far the views are, and which of them stand still. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: () => dataOf(client.GET('/health/ready')),
  refetchInterval: 30_000,
});
