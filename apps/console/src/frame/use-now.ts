import { useQuery } from '@tanstack/react-query';
import { demoClockQuery } from '../api/queries.js';
import { useSession } from '../parts/reader.js';

/** The application's present: that of the demo clock in a demo, else this computer's. */
export function useNow(): string {
  const { demo, now } = useSession();
  const { data } = useQuery({ ...demoClockQuery, enabled: demo });
  return demo ? (data?.now ?? now) : new Date().toISOString();
}
