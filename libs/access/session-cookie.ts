import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { OpenedSession } from './sessions.service.js';

/** The cookie that carries the session's token; its name and `Secure` follow from the public address. */
export class SessionCookie {
  private readonly name: string;
  private readonly options: CookieSerializeOptions;

  /** @param publicUrl address under which browsers reach the application */
  constructor(publicUrl: string) {
    const secure = new URL(publicUrl).protocol === 'https:';
    // Browsers accept a __Host- cookie only with Secure, Path=/ and no Domain: no neighbouring host can set it.
    this.name = secure ? '__Host-rapporteur_session' : 'rapporteur_session';
    this.options = { httpOnly: true, sameSite: 'lax', path: '/', secure };
  }

  read(request: Pick<FastifyRequest, 'cookies'>): string | undefined {
    return request.cookies[this.name];
  }

  set(reply: FastifyReply, { token, expiresAt }: OpenedSession): void {
    void reply.setCookie(this.name, token, { ...this.options, expires: laterThan(expiresAt) });
  }

  clear(reply: FastifyReply): void {
    void reply.clearCookie(this.name, this.options);
  }
}

/** The session slides on while it is used, up to seven days; the cookie must not end before it. */
function laterThan(expiresAt: string): Date {
  return new Date(Date.parse(expiresAt) + 7 * 24 * 3_600_000);
}
