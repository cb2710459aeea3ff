import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';
import type { Receipt } from '#kernel/command';

/** Gives the answer of a command its ETag, and a created thing its Location. */
export class ReceiptInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler<Receipt>): Observable<Receipt> {
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
