import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '#kernel/domain-error';
import { DomainCommand } from '#event-store/domain-command';
import { publicMark, type AccessRequest } from './access.decorators.js';
import { reachOf } from './permissions.js';
import { Parties } from './parties/parties.query.js';
import { SessionCookie } from './session-cookie.js';
import { actorOf, Sessions, type Session } from './sessions.service.js';

type Incoming = FastifyRequest & { -readonly [K in keyof AccessRequest]: AccessRequest[K] };

/**
 * Closes every route that is not marked `@Public()`: finds the session of the cookie or the bearer token, asks the table of
 * operations, and leaves actor, today and session on the request.
 */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly parties: Parties,
    private readonly cookie: SessionCookie,
  ) {}

  /** @throws DomainError `access/notSignedIn` (401), `access/crossSite`, `access/notPermitted`, `access/noSide` (403) */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const marked = [context.getHandler(), context.getClass()];
    if (context.getType() !== 'http' || this.reflector.getAllAndOverride<boolean>(publicMark, marked)) return true;
    const request = context.switchToHttp().getRequest<Incoming>();
    const session = await this.sessionOf(request);
    if (!session) throw new DomainError('access/notSignedIn', 'unauthenticated');
    const operation = commandIssuedBy(context) ?? routeOf(request);
    const reach = reachOf(session.roles, operation);
    if (!reach) throw new DomainError('access/notPermitted', 'forbidden', { operation });
    if (reach !== 'any' && !session.sideId) throw new DomainError('access/noSide', 'forbidden', { operation });
    request.session = session;
    request.actor = actorOf(session);
    request.today = await this.parties.today(session.sideId);
    return true;
  }

  private async sessionOf(request: Incoming): Promise<Session | undefined> {
    const bearer = bearerTokenOf(request);
    if (bearer !== undefined) return this.sessions.find(bearer);
    const token = this.cookie.read(request);
    if (token === undefined) return undefined;
    refuseCrossSite(request);
    return this.sessions.find(token);
  }
}

/**
 * The type of the command in the body of the route; undefined for a route that issues none. Asked here for the role alone,
 * before the body is looked at; for whom the command speaks is asked when it is issued (RoleAuthority).
 */
function commandIssuedBy(context: ExecutionContext): string | undefined {
  const parameters: unknown = Reflect.getMetadata(
    'design:paramtypes',
    context.getClass<object>().prototype as object,
    context.getHandler().name,
  );
  const classes = Array.isArray(parameters) ? (parameters as (typeof DomainCommand)[]) : [];
  return classes.find(({ prototype }) => prototype instanceof DomainCommand)?.prototype.type;
}

/** Such as `GET /api/v1/sides/:id`. Who may GET may ask for the head alone. */
const routeOf = ({ method, routeOptions: { url } }: FastifyRequest): string =>
  `${method === 'HEAD' ? 'GET' : method} ${url}`;

/** The token of `Authorization: Bearer …`. */
export function bearerTokenOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  return /^Bearer +([^ ]+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** SameSite=Lax still sends the cookie from a sibling host of the same site; browsers say where a request was started. */
function refuseCrossSite({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return;
  const from = headers['sec-fetch-site'];
  if (from !== undefined && from !== 'same-origin' && from !== 'none')
    throw new DomainError('access/crossSite', 'forbidden');
}
