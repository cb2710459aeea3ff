import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '#kernel/domain-error';

const notBuilt =
  'The console is not built: run `npm run build`. The API is at /api/v1, its description at /openapi.json.\n';

/**
 * Serves the built console; every address that is not a file of it and not of the API is a page of the console, which
 * routes by itself.
 * @param directory with the built `index.html`; without it, a hint in plain text is served
 */
export async function serveConsole(server: FastifyInstance, directory: string | undefined): Promise<void> {
  const root = directory === undefined ? undefined : resolve(directory);
  const isBuilt = root !== undefined && existsSync(join(root, 'index.html'));
  if (isBuilt) {
    await server.register(fastifyStatic, {
      root,
      wildcard: false,
      index: false,
      preCompressed: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        // The names of assets carry a hash of their content; the page that names them must be asked for each time.
        const lasting = path.includes('/assets/');
        void reply.header('Cache-Control', lasting ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  server.get('/*', (request, reply) => {
    if (!isPage(request)) throw new DomainError('http/notFound', 'missing');
    return isBuilt ? reply.sendFile('index.html') : reply.type('text/plain; charset=utf-8').send(notBuilt);
  });
}

function isPage({ url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0]!;
  const accept = headers.accept ?? '*/*';
  return !/^\/(api|health|assets)(\/|$)/.test(path) && /text\/html|\*\/\*/.test(accept);
}
