import { type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';

/** What a parameter decorator made by `createParamDecorator` gives a controller for a request. */
export function parameterOf<T>(decorator: ParameterDecorator, request: object): T {
  class Controller {
    handle(): void {
      // Only its parameter counts.
    }
  }
  decorator(Controller.prototype, 'handle', 0);
  const declared = Reflect.getMetadata(ROUTE_ARGS_METADATA, Controller, 'handle') as Record<
    string,
    { data: unknown; factory: (data: unknown, context: ExecutionContext) => T }
  >;
  const [{ data, factory }] = Object.values(declared) as [(typeof declared)[string]];
  const context = { switchToHttp: () => ({ getRequest: () => request }) } as unknown as ExecutionContext;
  return factory(data, context);
}
