import type { BoardAnswer } from '#action-items/board/status-board.answers';
import type { ProductClient } from './product-client.js';

/** The two sides of the demo. */
export type SideCode = 'RU' | 'CU';

/** A mail as the built-in mailbox lists it. */
export interface Mail {
  readonly id: string;
  readonly to: readonly string[];
  readonly subject: string;
  /** What the mail says, by the clock of the application. */
  readonly date: string;
  readonly messageId: string;
}

/** Ids of the sides by their codes. */
export async function sidesOf(client: ProductClient): Promise<Readonly<Record<SideCode, string>>> {
  const { items } = await client.read<{ items: { id: string; code: string }[] }>('/api/v1/sides');
  return Object.fromEntries(items.map(({ id, code }) => [code, id])) as Record<SideCode, string>;
}

/** The board as its reader sees it. @param query such as `?asOf=2019-09-11T23:00:00.000Z` */
export const boardOf = (client: ProductClient, query = ''): Promise<BoardAnswer> =>
  client.read<BoardAnswer>(`/api/v1/board${query}`);

/**
 * What a board says, short enough to be compared by eye: number of the item → its stage and each half as
 * `status, derived, due date`, with the days when it is late.
 */
export function inShort(
  board: BoardAnswer,
  sides: Readonly<Record<SideCode, string>>,
): Record<string, { stage: string } & Partial<Record<SideCode, string>>> {
  const codes = new Map(Object.entries(sides).map(([code, id]) => [id, code]));
  return Object.fromEntries(
    board.items.map(({ number, stage, halves }) => {
      const parts = halves.map(({ sideId, status, derived, daysLate, deadline }) => {
        const late = daysLate === null ? '' : ` ${daysLate} days`;
        return [codes.get(sideId), `${status}, ${derived}${late}, ${deadline.dueOn}`];
      });
      return [number, { stage, ...Object.fromEntries(parts) }];
    }),
  );
}

/** All mails that somebody may see, newest first. */
export async function mailsOf(client: ProductClient): Promise<Mail[]> {
  const mails: Mail[] = [];
  for (let cursor = ''; ;) {
    const { items, next } = await client.read<{ items: Mail[]; next: string | null }>(
      `/api/v1/mailbox?limit=100${cursor}`,
    );
    mails.push(...items);
    if (next === null) return mails;
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
}
