import { describe, expect, it } from '@jest/globals';
import { hashPassword, verifyPassword } from './passwords.js';

const password = 'Комиссия пятнадцать раз';

describe('a password', () => {
  it('is kept as Argon2id with the parameters OWASP asks for and a salt of its own', async () => {
    const [first, second] = await Promise.all([hashPassword(password), hashPassword(password)]);
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(first).not.toBe(second);
  });

  it('is verified, however its letters were composed, and nothing else is', async () => {
    const hash = await hashPassword(password);
    expect(await verifyPassword(password, hash)).toBe(true);
    expect(await verifyPassword(password.normalize('NFD'), hash)).toBe(true);
    expect(await verifyPassword(`${password} `, hash)).toBe(false);
    expect(await verifyPassword('', hash)).toBe(false);
  });

  it('is verified with the parameters of its hash, not with those of today', async () => {
    const made = '$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHQ$';
    expect(await verifyPassword('password', `${made}${await tagOf('password', 'somesalt')}`)).toBe(true);
  });

  it('never fits where there is no account', async () => {
    expect(await verifyPassword(password, null)).toBe(false);
  });

  it('stops at a hash it cannot read rather than letting anybody in', async () => {
    await expect(verifyPassword(password, 'plain')).rejects.toThrow(TypeError);
  });
});

async function tagOf(message: string, nonce: string): Promise<string> {
  const { argon2Sync } = await import('node:crypto');
  const parameters = { parallelism: 1, tagLength: 24, memory: 1024, passes: 2 };
  return argon2Sync('argon2id', { message, nonce, ...parameters })
    .toString('base64')
    .replaceAll('=', '');
}
