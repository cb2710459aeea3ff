import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Answers, Paged, PagedQuery, pageOf, type Page } from '#read-models/answers';
import { AssignmentBody, CreateAccountBody } from './access.commands.js';
import { CurrentSession } from './access.decorators.js';
import { Accounts, type Account } from './accounts.service.js';
import type { Session } from './sessions.service.js';

const account = z.object({
  accountId: z.uuid(),
  login: z.string(),
  language: z.string(),
  personId: z.uuid().nullable(),
  disabledAt: z.iso.datetime().nullable(),
  assignments: z.array(
    z.object({
      assignmentId: z.uuid(),
      roles: z.array(z.string()),
      officeId: z.uuid().nullable(),
      sideId: z.uuid().nullable(),
    }),
  ),
});
const accountList = z.object({ items: z.array(account), next: z.string().nullable() });
const created = z.object({ accountId: z.uuid(), assignmentId: z.uuid() });

const AnswersCreated = (schema: z.ZodType): MethodDecorator =>
  ApiCreatedResponse({ schema: z.toJSONSchema(schema, { target: 'openapi-3.0' }) as object });

/** Accounts are kept by the administrator. */
@ApiTags('access')
@Controller('api/v1/accounts')
export class AccountsController {
  constructor(private readonly accounts: Accounts) {}

  @Get()
  @PagedQuery()
  @Answers(accountList)
  async list(@Paged() page: Page): Promise<{ items: Account[]; next: string | null }> {
    const rows = await this.accounts.list(page.limit, page.after?.[0] ?? null);
    return pageOf(rows, page, ({ login }) => [login.toLowerCase()]);
  }

  @Post()
  @AnswersCreated(created)
  create(@Body() body: CreateAccountBody): Promise<{ accountId: string; assignmentId: string }> {
    return this.accounts.create(body);
  }

  /** Lets the account act as something more; it chooses when it signs in. */
  @Post(':id/assignments')
  @AnswersCreated(created.pick({ assignmentId: true }))
  assign(@Param('id', ParseUUIDPipe) id: string, @Body() body: AssignmentBody): Promise<{ assignmentId: string }> {
    return this.accounts.assign(id, body);
  }

  /** Ends the account's sessions; it cannot sign in any more. */
  @Post(':id/disable')
  @HttpCode(204)
  @ApiNoContentResponse()
  disable(@Param('id', ParseUUIDPipe) id: string, @CurrentSession() { accountId }: Session): Promise<void> {
    return this.accounts.disable(id, accountId);
  }
}
