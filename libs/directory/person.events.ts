import { z } from 'zod';
import { event, type EventOf } from '#kernel/event';
import { sideId } from '#kernel/values';
import { endpointId, personId } from './directory.ids.js';

/** A person is known; name and addresses stand in the vault, under this id. */
export const PersonRegistered = event('PersonRegistered', { personId, sideId });

/** An address of the person, kept in the vault under the endpoint's id. */
export const EndpointAdded = event('EndpointAdded', { endpointId, channel: z.enum(['mail']) });

/** Mail to this address is refused for good: it is not written to any more. `reason` is a code such as `5.1.1`. */
export const EndpointDeclaredDead = event('EndpointDeclaredDead', { endpointId, reason: z.string() });

export const personEvents = [PersonRegistered, EndpointAdded, EndpointDeclaredDead] as const;
export type PersonEvent = EventOf<(typeof personEvents)[number]>;
