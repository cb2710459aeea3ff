import { UseInterceptors, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';

interface Revised {
  readonly id: string;
  /** Decimal string. */
  readonly revision: string;
}

/** Gives an answer that carries a revision its strong ETag, and a created thing its Location. */
export class ReceiptInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<Revised>): Observable<Revised> {
    const http = context.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(
      tap(({ id, revision }) => {
        void reply.header('ETag', `"${revision}"`);
        const { url } = http.getRequest<FastifyRequest>();
        if (reply.statusCode === 201) void reply.header('Location', `${url.split('?')[0]}/${id}`);
      }),
    );
  }
}

/** For a query of one thing: its revision as ETag, to be sent back as If-Match. */
export const ShowsRevision = (): MethodDecorator => UseInterceptors(ReceiptInterceptor);
