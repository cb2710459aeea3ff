import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { names } from '#kernel/values';
import { ApplicationClock } from '#read-models/application-clock';
import { Accounts, type Assignment } from './accounts.service.js';
import { Parties } from './parties/parties.query.js';
import type { Session } from './sessions.service.js';

const assignment = z.object({
  assignmentId: z.uuid(),
  roles: z.array(z.string()),
  side: z.object({ sideId: z.uuid(), code: z.string(), names, timeZone: z.string() }).nullable(),
  office: z.object({ officeId: z.uuid(), names }).nullable(),
});

/** Who is signed in, as what, and what day it is there. */
export const sessionAnswer = z.object({
  account: z.object({ accountId: z.uuid(), login: z.string(), language: z.enum(['en', 'ru', 'es']) }),
  /** What the session acts as. */
  assignment,
  /** Everything the account may act as. */
  assignments: z.array(assignment),
  /** Local date of the side, by the application clock. */
  today: z.iso.date(),
  /** Application time; in a demo it is not the system's. */
  now: z.iso.datetime(),
  demo: z.boolean(),
  expiresAt: z.iso.datetime(),
});
export type SessionAnswer = z.output<typeof sessionAnswer>;
type AssignmentAnswer = z.output<typeof assignment>;

/** Tells a client who is signed in. */
@Injectable()
export class SessionAnswers {
  constructor(
    private readonly accounts: Accounts,
    private readonly parties: Parties,
    private readonly clock: ApplicationClock,
  ) {}

  async of(session: Session): Promise<SessionAnswer> {
    const { accountId, login, language, assignmentId, roles, officeId, sideId, expiresAt } = session;
    const all = await this.accounts.assignmentsOf(accountId);
    return {
      account: { accountId, login, language },
      assignment: await this.described({ assignmentId, roles, officeId, sideId }),
      assignments: await Promise.all(all.map((one) => this.described(one))),
      today: await this.parties.today(sideId),
      now: this.clock.now(),
      demo: this.clock.isDemo,
      expiresAt,
    };
  }

  /** A side or office that the view has not seen yet is left out rather than waited for. */
  private async described({ assignmentId, roles, officeId, sideId }: Assignment): Promise<AssignmentAnswer> {
    const side = sideId ? await this.parties.side(sideId) : undefined;
    const office = officeId ? await this.parties.office(officeId) : undefined;
    return {
      assignmentId,
      roles: [...roles],
      side: side ?? null,
      office: office ? { officeId: office.officeId, names: office.names } : null,
    };
  }
}
