import { createHash, randomBytes } from 'node:crypto';

/** A new secret of 256 bits, as text that fits into an address or a header. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** What is stored of it: SHA-256. A secret of this length needs no slow hash. */
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Whether a text can be a token at all; anything else is not looked up. */
export const isToken = (text: string): boolean => /^[A-Za-z0-9_-]{43}$/.test(text);
