import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { PeopleVault } from '#directory/people-vault';
import { DomainError } from '#kernel/domain-error';
import type { SideId } from '#kernel/values';
import { Answers, pageOf, Paged, PagedQuery, Viewer, type Page } from '#read-models/answers';
import { BuiltInMailbox, type KeptMail } from './built-in-mailbox.js';

const summary = z.object({
  id: z.string(),
  receivedAt: z.iso.datetime(),
  from: z.string(),
  to: z.array(z.string()),
  subject: z.string(),
  /** What the mail says, by the clock of the application. */
  date: z.string().nullable(),
  messageId: z.string().nullable(),
});
const mailList = z.object({ items: z.array(summary), next: z.string().nullable() });
const mail = z.object({ ...summary.shape, text: z.string(), headers: z.record(z.string(), z.string()) });
type Mail = z.output<typeof mail>;

/** Mails read from the mailbox at a time while looking for those the reader may see. */
const step = 200;

/**
 * The built-in mailbox, newest first. A reader sees mail to persons of the own side; what stands in it is internal to a
 * side, so the administrator sees none.
 */
@ApiTags('mailbox')
@Controller('api/v1/mailbox')
export class MailboxController {
  constructor(
    @Inject(BuiltInMailbox) private readonly built: BuiltInMailbox,
    @Inject(PeopleVault) private readonly people: PeopleVault,
  ) {}

  @Get()
  @PagedQuery()
  @Answers(mailList)
  async list(@Viewer() viewer: SideId, @Paged() page: Page): Promise<z.output<typeof mailList>> {
    const mailbox = this.built.opened();
    const maySee = await this.visibleTo(viewer);
    const found: KeptMail[] = [];
    let before = page.after?.[0];
    while (found.length <= page.limit) {
      const batch = await mailbox.list({ limit: step, ...(before !== undefined && { before }) });
      found.push(...batch.filter(maySee));
      before = batch.at(-1)?.id;
      if (batch.length < step) break;
    }
    const { items, next } = pageOf(found.slice(0, page.limit + 1), page, ({ id }) => [id]);
    return { items: items.map(summarised), next };
  }

  @Get(':id')
  @Answers(mail)
  async read(@Viewer() viewer: SideId, @Param('id') id: string): Promise<Mail> {
    const found = await this.built.opened().read(id);
    const maySee = await this.visibleTo(viewer);
    if (!found || !maySee(found)) throw new DomainError('mailbox/unknownMail', 'missing');
    return { ...summarised(found), text: found.text, headers: { ...found.headers } };
  }

  private async visibleTo(viewer: SideId): Promise<(mail: Pick<KeptMail, 'to'>) => boolean> {
    const own = await this.people.addressesOf(viewer);
    return ({ to }) => to.some((address) => own.has(address.toLowerCase()));
  }
}

const summarised = ({ id, receivedAt, from, to, subject, date, messageId }: KeptMail) => ({
  id,
  receivedAt,
  from,
  to: [...to],
  subject,
  date,
  messageId,
});
