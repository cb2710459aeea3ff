import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from './access.decorators.js';
import { DemoSignIns } from './demo-sign-ins.service.js';
import { SessionCookie } from './session-cookie.js';

/** The links that `rapporteur up --demo` prints: opening one signs in. In any other installation they are refused. */
@ApiExcludeController()
@Controller('sign-in')
export class DemoSignInController {
  constructor(
    private readonly signIns: DemoSignIns,
    private readonly cookie: SessionCookie,
  ) {}

  @Get(':token')
  @Public()
  async open(@Param('token') token: string, @Res() reply: FastifyReply): Promise<void> {
    this.cookie.set(reply, await this.signIns.signIn(token));
    await reply.header('Cache-Control', 'no-store').redirect('/', 303);
  }
}
