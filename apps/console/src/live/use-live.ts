import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { sawPosition } from '../api/client.js';
import { followChanges, type Connection } from './live-feed.js';

/** Changes that come together are read together, ms. */
const gather = 80;

/** What is not read from a view, or changes with the session only. */
const still = new Set(['session']);

/** Keeps what is shown of the present up to date; tells whether the server can be heard. */
export function useLive(): Connection {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = followChanges(({ position }) => {
      sawPosition(position);
      timer ??= setTimeout(() => {
        timer = undefined;
        void refresh(queries);
      }, gather);
    }, setConnection);
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [queries]);
  return connection;
}

/** Reads again what shows the present; a moment of the past does not change. */
async function refresh(queries: QueryClient): Promise<void> {
  await queries.invalidateQueries({
    predicate: ({ queryKey: [kind, reader] }) =>
      !still.has(String(kind)) && (reader as { asOf?: string } | undefined)?.asOf === undefined,
  });
}
