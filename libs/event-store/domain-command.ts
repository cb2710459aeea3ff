import { Command } from '@nestjs/cqrs';
import type { CommandShape, Envelope, Receipt } from '#kernel/command';
import { LocalDateField } from './fields.js';

/**
 * The base of every command class: DTO, OpenAPI schema and CQRS command in one. A subclass adds
 * `get type() { return 'SignProtocol' as const; }` (a getter, so that a body cannot set it) and its fields.
 */
export abstract class DomainCommand extends Command<Receipt> implements CommandShape {
  abstract get type(): string;
  // `declare`: without an own field the body cannot carry one.
  declare readonly id: string;
  declare readonly envelope: Envelope;

  /** The day it was true, when that is not today in the recording side's zone. */
  @LocalDateField({ optional: true })
  readonly effectiveOn?: string;

  /** Addresses the command to an aggregate, inside its envelope. */
  on(id: string, envelope: Envelope): this {
    return Object.assign(this, {
      id,
      envelope: this.effectiveOn ? { ...envelope, effectiveDate: this.effectiveOn } : envelope,
    });
  }
}
