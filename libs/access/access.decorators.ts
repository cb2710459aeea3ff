import { createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { DomainError } from '#kernel/domain-error';
import type { SignedInRequest } from '#event-store/envelope.decorator';
import type { Session } from './sessions.service.js';

export const publicMark = 'access:public';

/** Opens a route (or a controller) to everybody; without it a route needs a session and stands in the table of operations. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(publicMark, true);

/** What the guard leaves on a request of somebody who is signed in. */
export interface AccessRequest extends SignedInRequest {
  session?: Session;
}

/** The session of the request. @throws DomainError `access/notSignedIn` (401) on a public route without one */
export const CurrentSession = createParamDecorator((_data: unknown, context: ExecutionContext): Session => {
  const { session } = context.switchToHttp().getRequest<AccessRequest>();
  if (!session) throw new DomainError('access/notSignedIn', 'unauthenticated');
  return session;
});
