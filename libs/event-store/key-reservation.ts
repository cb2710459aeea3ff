import type { EventMetadata } from '#kernel/command';
import type { NaturalKey } from '#kernel/decider';
import { DomainError } from '#kernel/domain-error';
import { streamOf, uuid5 } from '#kernel/ids';
import { WrongRevision, type EventLog } from './event-log.js';
import { KeyReserved } from './key.events.js';

/**
 * Reserves natural keys for an aggregate, each in a stream of its own that only one writer can create. Reserving again
 * for the same owner changes nothing, so a creation that broke off resumes.
 * @throws DomainError `http/keyTaken` when another aggregate has the key
 */
export async function reserveKeys(
  log: EventLog,
  keys: readonly NaturalKey[],
  ownerId: string,
  metadata: EventMetadata,
): Promise<void> {
  for (const { kind, key } of keys) {
    const stream = streamOf('key', uuid5(kind, ...key));
    const id = uuid5('key-reserved', stream, ownerId);
    const reserved = {
      id,
      type: KeyReserved.type,
      data: { kind, ownerId },
      metadata: { ...metadata, schemaVersion: KeyReserved.version },
    };
    try {
      await log.append(stream, -1n, [reserved]);
    } catch (error) {
      if (!(error instanceof WrongRevision)) throw error;
      const [first] = await log.read(stream, 0n);
      if (first?.data['ownerId'] !== ownerId)
        throw new DomainError('http/keyTaken', 'conflict', { kind, key: key.at(-1) ?? '' });
    }
  }
}
