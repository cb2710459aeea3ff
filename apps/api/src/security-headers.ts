import type { FastifyInstance, FastifyReply } from 'fastify';

/**
 * Scripts only from our own files. Styles also inline: Mantine's provider writes its colour and breakpoint variables as
 * style elements, and a nonce would need an index.html made per request. An injected style can deface, not act.
 */
const contentSecurityPolicy = [
  `default-src 'self'`,
  `script-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data:`,
  `object-src 'none'`,
  `base-uri 'none'`,
  `form-action 'self'`,
  `frame-ancestors 'none'`,
].join('; ');

const headers = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // A sign-in or setup link is an address: it must not be told to another site.
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};
const strictTransport = { 'Strict-Transport-Security': 'max-age=31536000' };

/** @param publicUrl with https, browsers are told to stay with it */
export function addSecurityHeaders(reply: FastifyReply, publicUrl: string | undefined): FastifyReply {
  return reply.headers(publicUrl?.startsWith('https:') ? { ...headers, ...strictTransport } : headers);
}

/** Gives every answer of the server these headers. */
export function secure(server: FastifyInstance, publicUrl: string | undefined): void {
  server.addHook('onRequest', (request, reply, done) => {
    addSecurityHeaders(reply, publicUrl);
    // Answers tell of one account at one moment; whoever may be kept says so itself.
    if (request.url.startsWith('/api/')) void reply.header('Cache-Control', 'no-store');
    done();
  });
}
