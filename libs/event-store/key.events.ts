import { z } from 'zod';
import { event } from '#kernel/event';

/** A natural key (body code, protocol number in a body …) now belongs to an aggregate, for ever. */
export const KeyReserved = event('KeyReserved', { kind: z.string(), ownerId: z.uuid() });
