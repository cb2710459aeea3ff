import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ClockAdvance, ClockStep } from '../api/answers.js';
import { client } from '../api/client.js';
import { useCommand } from '../api/command.js';
import { useNow } from '../frame/use-now.js';
import { useText } from '../text/language.js';

/** One move of the demo clock by this reader, with what fell due on the way. */
export interface ClockMove {
  readonly from: string;
  readonly to: string;
  readonly steps: readonly ClockStep[];
  /** The language its sentences were asked for in. */
  readonly lang: string;
}

const movesKey = ['demo-clock-moves'];

/** The moves since the sign-in, newest first; kept while this window is open. */
export const useClockMoves = (): readonly ClockMove[] =>
  useQuery<readonly ClockMove[]>({ queryKey: movesKey, queryFn: skipToken, gcTime: Infinity }).data ?? noMoves;
const noMoves: readonly ClockMove[] = [];

/** Moves the demo clock and keeps what came of it. */
export function useDemoClock() {
  const queries = useQueryClient();
  const { lang } = useText();
  const now = useNow();
  const advance = useCommand<{ by: string } | { to: string }, ClockAdvance>((body) =>
    client.POST('/api/v1/demo/clock/advance', { body }),
  );
  const move = (how: { by: string } | { to: string }): void =>
    advance.mutate(how, {
      onSuccess: ({ now: to, steps }) =>
        queries.setQueryData<readonly ClockMove[]>(movesKey, (moves) => [
          { from: now, to, steps, lang },
          ...(moves ?? []),
        ]),
    });
  return { advance, move };
}

export interface ClockSums {
  sent: number;
  suppressed: number;
  skipped: number;
}

export function sumsOf(steps: readonly ClockStep[]): ClockSums {
  const sum = (count: (step: ClockStep) => number): number => steps.reduce((total, step) => total + count(step), 0);
  return {
    sent: sum(({ sent }) => sent),
    suppressed: sum(({ suppressed }) => suppressed),
    skipped: sum(({ skipped }) => skipped),
  };
}
