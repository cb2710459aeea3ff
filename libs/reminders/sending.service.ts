import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { canonicalJson, sha256, type Receipt } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import type { Branded } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import { EventStore } from '#event-store/event-store';
import { TextVault } from '#event-store/free-text';
import type { EndpointId, PersonId } from '#directory/directory.ids';
import { PeopleVault } from '#directory/people-vault';
import { DeclareEndpointDead } from '#directory/person.commands';
import type { UnclaimedGroup } from './due-work.service.js';
import { Letters, type WrittenLetter } from './letters.service.js';
import type { MessageRow } from './log/reminder-log.tables.js';
import { MailPort, mailPatience, type MailAnswer } from './mail-port.js';
import {
  ClaimMessage,
  DropMessage,
  mostReminders,
  RecordAcceptance,
  RecordAttempt,
  RecordRefusal,
  RecordRendering,
  RecordUnknown,
} from './message.commands.js';
import { isUnsent, messageDecider, type MessageState } from './message.decider.js';
import { messageIdOf, renderedTextId } from './message.events.js';
import { template } from './reminder-mail.js';
import { SystemCommands } from './system-commands.service.js';

/** How long an attempt may go without an answer before it counts as interrupted, ms of the system clock. */
const lease = mailPatience + 30_000;

export type Delivery = 'sent' | 'refused' | 'unknown' | 'dropped';

/** What a sender needs beside the log: the erasable texts and people, and the application's time for the Date header. */
@Injectable()
export class Vaults {
  constructor(
    readonly texts: TextVault,
    readonly people: PeopleVault,
    readonly clock: Clock,
  ) {}
}

/** Takes decided reminders to the mail server: claim, write, attempt, record the answer. */
@Injectable()
export class Sending {
  private readonly logger = new Logger(Sending.name);

  constructor(
    private readonly store: EventStore,
    private readonly commands: SystemCommands,
    private readonly vaults: Vaults,
    private readonly letters: Letters,
    private readonly port: MailPort,
  ) {}

  /**
   * Claims the parts of a group, one after the other. After a lost claim it stops: what this list says of the next parts
   * may be out of date, and a reminder must not get into two of them.
   */
  async claim(group: UnclaimedGroup, runId: string): Promise<void> {
    const { reminder_ids: ids, next_part: next, local_day: localDay, language } = group;
    for (let at = 0; at < ids.length; at += mostReminders) {
      const key = {
        endpointId: group.endpoint_id as EndpointId,
        channel: 'mail' as const,
        localDay,
        language,
        duty: true,
        part: next + at / mostReminders,
      };
      const body = {
        ...key,
        sideId: group.side_id as SideId,
        personId: group.person_id as PersonId,
        reminderIds: ids.slice(at, at + mostReminders) as Branded<'ReminderId'>[],
      };
      const claimed = await this.unlessOvertaken(() =>
        this.commands.issue(ClaimMessage, messageIdOf(key), body, { runId, effectiveDate: localDay }),
      );
      if (!claimed) return;
    }
  }

  /**
   * Takes a message from wherever it stands to an answer.
   * @returns what became of it; undefined when another worker has it
   */
  async deliver(message: MessageRow, runId: string): Promise<Delivery | undefined> {
    const { message_id: id } = message;
    const { state } = await this.store.fold(messageDecider, id);
    if (!isUnsent(state)) return undefined;
    const address = await this.vaults.people.address(message.endpoint_id);
    const letter = await this.letters.write(message, state.leftOut);
    if (address === null || letter.mail === null) {
      const reason = letter.mail === null ? 'nothingLeft' : 'addressGone';
      const dropped = await this.unlessOvertaken(() => this.commands.issue(DropMessage, id, { reason }, { runId }));
      return dropped && 'dropped';
    }
    const leaseUntil = Date.now() + lease;
    const attempt = await this.unlessOvertaken(() => this.attempt(message, state, letter, { leaseUntil, runId }));
    // A process that was paused for so long has been given up by the others: the attempt is theirs to record.
    if (attempt === undefined || Date.now() >= leaseUntil) return undefined;
    const answer = await this.port.send({
      id,
      to: { name: letter.recipientName, address },
      ...letter.mail,
      date: this.vaults.clock.now(),
    });
    return this.record(message, attempt, answer, runId);
  }

  /** An attempt whose worker did not come back: nobody knows what became of it. */
  async giveUp(
    { message_id: id, attempt }: Pick<MessageRow, 'message_id' | 'attempt'>,
    runId: string,
  ): Promise<boolean> {
    const body = { attempt, reason: 'interrupted' as const };
    const recorded = await this.unlessOvertaken(() => this.commands.issue(RecordUnknown, id, body, { runId }));
    return (recorded?.recorded.length ?? 0) > 0;
  }

  /** Records what will be sent and that it is tried; only who succeeds may call the provider. @returns the attempt's number */
  private async attempt(
    { message_id: id, side_id: ownerSideId }: MessageRow,
    state: MessageState,
    { mail, leftOut }: WrittenLetter,
    { leaseUntil, runId }: { readonly leaseUntil: number; readonly runId: string },
  ): Promise<number> {
    const { subject, text, html, language, fallbackFrom } = mail!;
    const rendered = canonicalJson({ subject, text, html });
    const hash = sha256(rendered);
    if (hash !== state.sha256) {
      const kept = { textId: renderedTextId(id, hash), sha256: hash, lang: language, text: rendered };
      await this.vaults.texts.put([{ ...kept, ownerSideId: ownerSideId as SideId }]);
      const body = { sha256: hash, template, fallbackFrom, leftOut: leftOut as Branded<'ReminderId'>[] };
      await this.commands.issue(RecordRendering, id, body, { runId });
    }
    const attempt = state.attempt + 1;
    await this.commands.issue(
      RecordAttempt,
      id,
      { attempt, leaseUntil: new Date(leaseUntil).toISOString() },
      { runId },
    );
    return attempt;
  }

  private async record(
    { message_id: id, person_id: personId, endpoint_id: endpointId }: MessageRow,
    attempt: number,
    { outcome, response, deadAddress }: MailAnswer,
    runId: string,
  ): Promise<Delivery> {
    const said = response || outcome;
    switch (outcome) {
      case 'accepted':
        await this.commands.issue(RecordAcceptance, id, { attempt, response: said }, { runId });
        return 'sent';
      case 'unknown':
        await this.commands.issue(RecordUnknown, id, { attempt, reason: 'noAnswer' }, { runId });
        return 'unknown';
      case 'refusedTemporarily':
      case 'refusedPermanently': {
        const permanent = outcome === 'refusedPermanently';
        await this.commands.issue(RecordRefusal, id, { attempt, permanent, response: said }, { runId });
        if (deadAddress) {
          const dead = { endpointId: endpointId as EndpointId, reason: deadAddress };
          await this.commands.issue(DeclareEndpointDead, personId, dead, { runId });
        }
        return 'refused';
      }
    }
  }

  /** Undefined when another worker was there first. */
  private async unlessOvertaken<T extends Receipt | number>(issue: () => Promise<T>): Promise<T | undefined> {
    try {
      return await issue();
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
      this.logger.debug(`another worker was there first: ${error.code}`);
      return undefined;
    }
  }
}
