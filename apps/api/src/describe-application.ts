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
