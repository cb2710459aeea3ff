import { Module } from '@nestjs/common';
import { handlersOf } from '#event-store/handlers-of';
import { capability } from '#read-models/registry';
import {
  AddClause,
  AdoptProtocol,
  AgreeText,
  DisposeClause,
  DraftProtocol,
  RemoveClause,
  RewordClause,
  SignProtocol,
} from './protocol.commands.js';
import { protocolDecider } from './protocol.decider.js';
import { protocolEvents } from './protocol.events.js';
import { ProtocolsController } from './protocols.controller.js';
import { protocolsTexts } from './protocols.texts.js';
import { GetProtocolHandler, ListProtocolsHandler } from './register/protocol-register.query.js';
import { protocolRegister } from './register/protocol-register.view.js';

/** Protocols: drafted, agreed, adopted, signed per side, in effect; their clauses and what became of each. */
@Module({
  controllers: [ProtocolsController],
  providers: [
    ...handlersOf(
      protocolDecider,
      DraftProtocol,
      AddClause,
      RewordClause,
      RemoveClause,
      AgreeText,
      AdoptProtocol,
      SignProtocol,
      DisposeClause,
    ),
    ListProtocolsHandler,
    GetProtocolHandler,
    capability({
      name: 'protocols',
      categories: ['protocol'],
      events: protocolEvents,
      views: [protocolRegister],
      texts: protocolsTexts,
    }),
  ],
})
export class ProtocolsModule {}
