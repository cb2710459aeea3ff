import { createParamDecorator, Param, ParseUUIDPipe, Query, type ExecutionContext } from '@nestjs/common';
import type { Actor } from '#kernel/command';
import type { SideId } from '#kernel/values';

/** The side of who reads, or null for an account without one: organisational data is shown to both, names are not. */
export const ReaderSide = createParamDecorator((_data: unknown, context: ExecutionContext): SideId | null => {
  const { actor } = context.switchToHttp().getRequest<{ actor?: Actor }>();
  return actor?.sideId ?? null;
});

export const Id = (): ParameterDecorator => Param('id', ParseUUIDPipe);

/** An optional filter of a list. */
export const OfSide = (): ParameterDecorator => Query('sideId', new ParseUUIDPipe({ optional: true }));
