import type { Provider } from '@nestjs/common';
import { codecOf, type Codec } from '#kernel/codec';
import type { EventType } from '#kernel/event';
import type { Migration } from './migrations.js';
import type { Reaction, View } from './view.js';

/** What a capability brings: its events, views, reactions and lasting tables. */
export interface Capability {
  readonly name: string;
  /** Stream categories, such as `protocol`. */
  readonly categories: readonly string[];
  readonly events: readonly EventType[];
  readonly views?: readonly View[];
  readonly reactions?: readonly Reaction[];
  readonly migrations?: readonly Migration[];
  /** Messages by code, per language. */
  readonly texts?: Texts;
}

/** ICU messages: language → code → message. */
export type Texts = Readonly<Record<'en' | 'ru' | 'es', Readonly<Record<string, string>>>>;

/** All capabilities of the running application, filled while Nest builds its modules. */
export class Registry {
  private readonly capabilities: Capability[] = [];
  private codec: Codec | undefined;

  /** @throws Error when an event type, or the name of a view or reaction, is declared twice: their checkpoints go by it */
  add(capability: Capability): Capability {
    const taken = new Set(this.capabilities.flatMap(declared));
    for (const name of declared(capability)) {
      if (taken.has(name)) throw new Error(`${capability.name}: ${name} is declared twice`);
      taken.add(name);
    }
    this.capabilities.push(capability);
    this.codec = undefined;
    return capability;
  }

  get events(): readonly EventType[] {
    return this.capabilities.flatMap(({ events }) => events);
  }

  get views(): readonly View[] {
    return this.capabilities.flatMap(({ views = [] }) => views);
  }

  get reactions(): readonly Reaction[] {
    return this.capabilities.flatMap(({ reactions = [] }) => reactions);
  }

  get migrations(): readonly Migration[] {
    return this.capabilities.flatMap(({ migrations = [] }) => migrations);
  }

  /** The message behind a code, in a language that has it. */
  text(language: keyof Texts, code: string): string | undefined {
    for (const { texts } of this.capabilities) {
      const message = texts?.[language][code];
      if (message !== undefined) return message;
    }
    return undefined;
  }

  /** Prefixes of every stream of the product; the store's own system streams stay out. */
  get prefixes(): readonly string[] {
    return this.capabilities.flatMap(({ categories }) => categories.map((category) => `${category}-`));
  }

  get allEvents(): Codec {
    return (this.codec ??= codecOf(this.events));
  }
}

const declared = ({ events, views = [], reactions = [] }: Capability): string[] => [
  ...events.map(({ type }) => type),
  ...[...views, ...reactions].map(({ name }) => name),
];

/** Registers a capability when its Nest module is built. */
export function capability(brought: Capability): Provider {
  return {
    provide: Symbol(`capability ${brought.name}`),
    inject: [Registry],
    useFactory: (registry: Registry) => registry.add(brought),
  };
}
