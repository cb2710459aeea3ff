import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import type { Receipt } from './answers.js';
import { dataOf, sawPosition } from './client.js';
import { Problem } from './problem.js';

export interface CommandHeaders {
  'Idempotency-Key': string;
  /** Left out, though the type says otherwise, for a stream that does not exist yet: it has no revision to match. */
  'If-Match': string;
}

type Send<V, R> = (input: V, headers: CommandHeaders) => Parameters<typeof dataOf<R>>[0];

/**
 * Sends a command. While the outcome is unknown (no answer came) the same input keeps its Idempotency-Key, so that
 * repeating it cannot do it twice. After success every view is read again, no older than what was written.
 * @param revision of what the command changes; null for something that does not exist yet. What counts is the one at
 *   the first rendering, when the form was opened: changes that arrive meanwhile are refused (412), not overlooked.
 *   After such a refusal the next attempt takes what is shown then.
 */
export function useCommand<V, R extends object = Receipt>(
  send: Send<V, R>,
  revision?: string | null,
): UseMutationResult<R, Error, V> {
  const queries = useQueryClient();
  const opened = useRef<{ revision: string | null | undefined } | null>({ revision });
  const attempt = useRef<{ key: string; input: string } | null>(null);
  return useMutation<R, Error, V>({
    mutationFn: async (input) => {
      const body = JSON.stringify(input);
      if (attempt.current?.input !== body) attempt.current = { key: newKey(), input: body };
      const seen = opened.current ? opened.current.revision : revision;
      const match = seen == null ? {} : { 'If-Match': `"${seen}"` };
      const headers = { 'Idempotency-Key': attempt.current.key, ...match } as CommandHeaders;
      try {
        const answer = await dataOf(send(input, headers));
        attempt.current = null;
        return answer;
      } catch (error) {
        if (error instanceof Problem && error.status !== 0) attempt.current = null;
        if (error instanceof Problem && error.status === 412) opened.current = null;
        throw error;
      }
    },
    onSuccess: async (answer) => {
      if ('position' in answer && typeof answer.position === 'string') sawPosition(answer.position);
      await queries.invalidateQueries();
    },
  });
}

/** 128 random bits; `crypto.randomUUID` is missing where the page is not served securely. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
