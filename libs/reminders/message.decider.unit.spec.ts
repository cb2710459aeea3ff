import { describe, it } from '@jest/globals';
import type { Type } from '@nestjs/common';
import { anEnvelope, given } from '#kernel/given-when-then';
import { uuid5, type Branded } from '#kernel/ids';
import type { EndpointId } from '#directory/directory.ids';
import { sample } from '#protocols/protocols.samples';
import {
  ClaimMessage,
  DropMessage,
  RecordAcceptance,
  RecordAttempt,
  RecordRefusal,
  RecordRendering,
  RecordUnknown,
  type MessageCommand,
} from './message.commands.js';
import { messageDecider } from './message.decider.js';
import {
  DeliveryAccepted,
  DeliveryAttempted,
  DeliveryRefused,
  DeliveryUnknown,
  MessageClaimed,
  MessageDropped,
  messageIdOf,
  MessageRendered,
  type MessageEvent,
} from './message.events.js';
import { holder, holdersAddress } from './reminders.samples.js';

const key = {
  endpointId: holdersAddress,
  channel: 'mail' as const,
  localDay: '2019-10-18',
  language: 'ru',
  duty: true,
  part: 1,
};
const reminderIds = [uuid5('sample', 'reminder') as Branded<'ReminderId'>];
const claim = { ...key, sideId: sample.ru, personId: holder, reminderIds };
const rendering = { sha256: 'ab'.repeat(32), template: 'reminder/1', fallbackFrom: null, leftOut: [] };
const leaseUntil = '2019-10-18T06:02:00.000Z';

const envelope = anEnvelope({ as: { roles: ['system'] } });

const command = <C extends MessageCommand>(type: Type<C>, body: Partial<C>): C =>
  Object.assign(new type(), body, { id: messageIdOf(key), envelope });

const claimed = MessageClaimed(claim);
const rendered = MessageRendered(rendering);
const attempted = (attempt = 1) => DeliveryAttempted({ attempt, leaseUntil });
const deferred = (attempt = 1) => DeliveryRefused({ attempt, permanent: false, response: '451 later' });
const accepted = DeliveryAccepted({ attempt: 1, response: '250 OK' });
const unknown = DeliveryUnknown({ attempt: 1, reason: 'noAnswer' });
const refused = DeliveryRefused({ attempt: 1, permanent: true, response: '550 no' });
const dropped = MessageDropped({ reason: 'nothingLeft' });

const stages: Readonly<Record<string, readonly MessageEvent[]>> = {
  none: [],
  claimed: [claimed],
  rendered: [claimed, rendered],
  attempted: [claimed, rendered, attempted()],
  deferred: [claimed, rendered, attempted(), deferred()],
  accepted: [claimed, rendered, attempted(), accepted],
  refused: [claimed, rendered, attempted(), refused],
  unknown: [claimed, rendered, attempted(), unknown],
  dropped: [claimed, dropped],
};

describe('a message', () => {
  it('goes from the claim to the answer', () => {
    const next = (history: readonly MessageEvent[], issued: MessageCommand, event: MessageEvent) =>
      given(messageDecider, history).when(issued).then(event);
    next(stages['none']!, command(ClaimMessage, claim), claimed);
    next(stages['claimed']!, command(RecordRendering, rendering), rendered);
    next(stages['rendered']!, command(RecordAttempt, { attempt: 1, leaseUntil }), attempted());
    next(stages['attempted']!, command(RecordAcceptance, { attempt: 1, response: '250 OK' }), accepted);
    next(stages['attempted']!, command(RecordRefusal, { attempt: 1, permanent: true, response: '550 no' }), refused);
    next(stages['attempted']!, command(RecordUnknown, { attempt: 1, reason: 'noAnswer' }), unknown);
    next(stages['deferred']!, command(RecordAttempt, { attempt: 2, leaseUntil }), attempted(2));
  });

  it('is written anew when its list got shorter, and not when nothing changed', () => {
    const shorter = { ...rendering, sha256: 'cd'.repeat(32), leftOut: reminderIds };
    for (const stage of ['rendered', 'deferred'])
      given(messageDecider, stages[stage]).when(command(RecordRendering, shorter)).then(MessageRendered(shorter));
    given(messageDecider, stages['rendered']).when(command(RecordRendering, rendering)).thenNothing();
  });

  it('that was given up as unknown is settled by a late answer to the same attempt only', () => {
    const answer = (attempt: number) => command(RecordAcceptance, { attempt, response: '250 OK' });
    given(messageDecider, stages['unknown']).when(answer(1)).then(accepted);
    given(messageDecider, stages['unknown']).when(answer(2)).thenRefused('reminders/otherAttempt');
    given(messageDecider, stages['unknown'])
      .when(command(RecordUnknown, { attempt: 1, reason: 'interrupted' }))
      .thenNothing();
  });

  it.each(Object.keys(stages).filter((stage) => !['none', 'claimed'].includes(stage)))(
    'is claimed once: not again when it is %s',
    (stage) => {
      given(messageDecider, stages[stage]).when(command(ClaimMessage, claim)).thenRefused('reminders/messageClaimed');
    },
  );

  it.each(['claimed', 'attempted', 'accepted', 'refused', 'unknown', 'dropped'])(
    'is not attempted when it is %s',
    (stage) => {
      given(messageDecider, stages[stage])
        .when(command(RecordAttempt, { attempt: 1, leaseUntil }))
        .thenRefused('reminders/messageNotUnsent');
    },
  );

  it.each(['claimed', 'rendered', 'accepted', 'refused', 'dropped'])('takes no answer when it is %s', (stage) => {
    const attempt = ['accepted', 'refused'].includes(stage) ? 1 : 0;
    for (const issued of [
      command(RecordAcceptance, { attempt, response: '250 OK' }),
      command(RecordRefusal, { attempt, permanent: false, response: '451' }),
      command(RecordUnknown, { attempt, reason: 'noAnswer' }),
    ])
      given(messageDecider, stages[stage]).when(issued).thenRefused('reminders/noAnswerAwaited');
  });

  it('has attempts that are counted', () => {
    given(messageDecider, stages['deferred'])
      .when(command(RecordAttempt, { attempt: 3, leaseUntil }))
      .thenRefused('reminders/otherAttempt');
  });

  it('is dropped while it is unsent, and not after', () => {
    const drop = command(DropMessage, { reason: 'nothingLeft' });
    for (const stage of ['claimed', 'rendered', 'deferred'])
      given(messageDecider, stages[stage]).when(drop).then(dropped);
    for (const stage of ['attempted', 'accepted', 'unknown'])
      given(messageDecider, stages[stage]).when(drop).thenRefused('reminders/messageNotUnsent');
    given(messageDecider, stages['dropped']).when(drop).thenNothing();
  });

  it('does not exist before it is claimed, and belongs to one address, day, language and part', () => {
    given(messageDecider)
      .when(command(RecordAttempt, { attempt: 1, leaseUntil }))
      .thenRefused('reminders/unknownMessage');
    given(messageDecider)
      .when(command(ClaimMessage, { ...claim, endpointId: uuid5('another') as EndpointId }))
      .thenRefused('reminders/otherMessage');
  });
});
