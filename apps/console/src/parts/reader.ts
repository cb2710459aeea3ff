import { useSuspenseQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { Session } from '../api/answers.js';
import { sessionQuery, type Reader } from '../api/queries.js';
import { useText } from '../text/language.js';

/** The moment of the address, and the language of the interface. */
export function useReader(): Reader {
  const { lang } = useText();
  const { asOf } = useSearch({ strict: false });
  return { asOf, lang };
}

/** Who is signed in; pages behind the frame always have it. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data;

/** The zone of the signed-in side's wall, or of this browser for an account without a side. */
export const useZone = (): string =>
  useSession().assignment.side?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
