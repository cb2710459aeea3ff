import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { DomainError } from '#kernel/domain-error';
import { Answers } from '#read-models/answers';
import { SetUpBody, SignInBody } from './access.commands.js';
import { CurrentSession, Public } from './access.decorators.js';
import { SessionAnswers, sessionAnswer, type SessionAnswer } from './session-answer.service.js';
import { SessionCookie } from './session-cookie.js';
import { bearerTokenOf } from './session.guard.js';
import { Sessions, type OpenedSession, type Session } from './sessions.service.js';
import { SetupLink } from './setup-link.service.js';
import { SignIn } from './sign-in.service.js';

const openedAnswer = sessionAnswer.extend({ token: z.string().optional() });
const AnswersOpened = (): MethodDecorator =>
  ApiCreatedResponse({
    schema: z.toJSONSchema(openedAnswer, { target: 'openapi-3.0', unrepresentable: 'any' }) as object,
  });

@ApiTags('access')
@Controller('api/v1')
export class AccessController {
  constructor(
    private readonly signIn: SignIn,
    private readonly setupLink: SetupLink,
    private readonly sessions: Sessions,
    private readonly answers: SessionAnswers,
    private readonly cookie: SessionCookie,
  ) {}

  /** Signs in: sets the session cookie, or answers a bearer token. */
  @Post('sessions')
  @Public()
  @AnswersOpened()
  async open(
    @Body() { carrier, ...credentials }: SignInBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer & { token?: string }> {
    const opened = await this.signIn.signIn(credentials, request.ip);
    if (carrier === 'bearer') return { ...(await this.answerFor(opened)), token: opened.token };
    this.cookie.set(reply, opened);
    return this.answerFor(opened);
  }

  @Get('sessions/current')
  @Answers(sessionAnswer)
  current(@CurrentSession() session: Session): Promise<SessionAnswer> {
    return this.answers.of(session);
  }

  /** Signs out. */
  @Delete('sessions/current')
  @HttpCode(204)
  @ApiNoContentResponse()
  async end(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = bearerTokenOf(request) ?? this.cookie.read(request);
    if (token !== undefined) await this.sessions.end(token);
    this.cookie.clear(reply);
  }

  /** Uses the setup link up: makes the administrator's account and signs it in. */
  @Post('setup')
  @Public()
  @AnswersOpened()
  async setUp(@Body() body: SetUpBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<SessionAnswer> {
    const opened = await this.setupLink.setUp(body);
    this.cookie.set(reply, opened);
    return this.answerFor(opened);
  }

  private async answerFor({ token }: OpenedSession): Promise<SessionAnswer> {
    const session = await this.sessions.find(token);
    if (!session) throw new DomainError('access/notSignedIn', 'unauthenticated');
    return this.answers.of(session);
  }
}
