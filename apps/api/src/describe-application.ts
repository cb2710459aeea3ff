import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ApiModule } from './api.module.js';
import { buildApplication } from './create-application.js';
import { openApiOf } from './openapi.js';

/**
 * Puts the application together without a server to talk to, for what is generated from it: documents, types, lists.
 * @returns what `use` returns
 */
export async function describeApplication<T>(
  use: (app: NestFastifyApplication, document: OpenAPIObject) => T | Promise<T>,
): Promise<T> {
  // Nothing listens there, and nothing connects: both clients do so at the first call.
  const module = ApiModule.over({
    eventStoreUrl: 'kurrentdb://127.0.0.1:9?tls=false',
    databaseUrl: 'postgres://127.0.0.1:9/none',
    publicUrl: 'http://127.0.0.1',
  });
  const app = await buildApplication(module, {});
  try {
    return await use(app, openApiOf(app));
  } finally {
    await app.close();
  }
}

/** A route of the API and the operation it stands for: a command by its type, any other by method and path. */
export interface RouteOperation {
  /** Such as `POST /api/v1/protocols/:id/signatures`. */
  readonly route: string;
  /** As it stands in the table of operations, such as `SignProtocol`. */
  readonly operation: string;
}

/**
 * The routes of the document.
 * @param isCommand tells the types of commands from the names of other bodies
 */
export function routesOf(document: OpenAPIObject, isCommand: (name: string) => boolean): RouteOperation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'delete', 'patch'] as const).flatMap((method) => {
      const described = item[method];
      if (!described) return [];
      const route = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;
      const name = /"\$ref":"#\/components\/schemas\/(\w+)"/.exec(JSON.stringify(described.requestBody ?? {}))?.[1];
      return [{ route, operation: name !== undefined && isCommand(name) ? name : route }];
    }),
  );
}
