import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOf, houseRules, sourceFiles, type SourceFile } from './house.js';

const root = join(import.meta.dirname, '../..');
const lines = (n: number) => 'export {};\n'.repeat(n);
/** Spelled in parts, so that this file is not found by the rules it tests. */
const call = (...parts: string[]) => `${parts.join('.')}('x', () => {});`;
const joined = (...parts: string[]) => parts.join('');

/** Per rule: what it must find, and what it must leave alone. */
const planted: readonly (readonly [title: string, bad: readonly SourceFile[], good: readonly SourceFile[]])[] = [
  [
    'a capability is laid out by the closed set of suffixes',
    [
      { path: 'libs/protocols/protocol.service.ts', text: '' },
      { path: 'libs/protocols/helpers.ts', text: '' },
      { path: 'libs/protocols/protocols.text.fr.json', text: '' },
      { path: 'libs/protocols/register/register.repository.ts', text: '' },
      { path: 'libs/protocols/register/parts/register.view.ts', text: '' },
      { path: 'libs/meetings/send-mail.ts', text: '' },
      { path: 'libs/meetings/meetings.service.ts', text: '' },
    ],
    [
      { path: 'libs/protocols/protocol.events.ts', text: '' },
      { path: 'libs/protocols/protocols.text.ru.json', text: '' },
      { path: 'libs/protocols/protocol.decider.unit.spec.ts', text: '' },
      { path: 'libs/protocols/register/register.view.ts', text: '' },
      { path: 'libs/action-items/at-adoption.reaction.ts', text: '' },
      { path: 'libs/reminders/smtp-mail.ts', text: '' },
      { path: 'libs/access/sessions.service.ts', text: '' },
      { path: 'libs/action-items/board/half-status.ts', text: '' },
      { path: 'libs/kernel/codec.ts', text: '' },
    ],
  ],
  [
    'a library other than a capability is flat',
    [{ path: 'libs/kernel/deep/codec.ts', text: '' }],
    [
      { path: 'libs/kernel/codec.ts', text: '' },
      { path: 'libs/embedded/event-store/host.ts', text: '' },
    ],
  ],
  [
    'a file stays readable in one go: 260 lines, deciders 350',
    [
      { path: 'libs/jobs/queue.ts', text: lines(261) },
      { path: 'libs/protocols/protocol.decider.ts', text: lines(351) },
    ],
    [
      { path: 'libs/jobs/queue.ts', text: lines(260) },
      { path: 'libs/protocols/protocol.decider.ts', text: lines(350) },
      { path: 'libs/jobs/queue.int.spec.ts', text: lines(900) },
      { path: 'apps/console/src/api.gen.ts', text: lines(900) },
    ],
  ],
  [
    'there is no barrel',
    [
      { path: 'libs/jobs/index.ts', text: '' },
      { path: 'apps/console/src/board/index.tsx', text: '' },
    ],
    [{ path: 'libs/read-models/log-index.view.ts', text: '' }],
  ],
  [
    'a test is neither skipped nor focused nor left for later',
    [
      { path: 'libs/jobs/a.unit.spec.ts', text: call('it', 'skip') },
      { path: 'libs/jobs/b.unit.spec.ts', text: call('describe', 'only') },
      { path: 'libs/jobs/c.unit.spec.ts', text: call('test', 'todo') },
      { path: 'libs/jobs/d.unit.spec.ts', text: call('it', 'concurrent', 'only') },
      { path: 'libs/jobs/e.unit.spec.ts', text: call(joined('x', 'it')) },
      { path: 'libs/jobs/f.unit.spec.ts', text: call(joined('f', 'describe')) },
    ],
    [
      { path: 'libs/jobs/a.unit.spec.ts', text: call('it') + call('it', 'each([1])') },
      { path: 'libs/jobs/b.unit.spec.ts', text: 'given.only(1); exit(0); // it is skipped elsewhere' },
    ],
  ],
  [
    'a test has a name that one of the test projects runs',
    [
      { path: 'libs/jobs/queue.spec.ts', text: '' },
      { path: 'libs/jobs/queue.test.ts', text: '' },
      { path: 'test/support/proxy.spec.ts', text: '' },
    ],
    [
      { path: 'libs/jobs/queue.int.spec.ts', text: '' },
      { path: 'test/acceptance/signing.spec.ts', text: '' },
    ],
  ],
  [
    'events, deciders, deadlines and kernel read no clock and draw no chance',
    [
      { path: 'libs/meetings/meeting.decider.ts', text: 'const now = new Date();' },
      { path: 'libs/meetings/meeting.state.ts', text: 'const now = new Date;' },
      { path: 'libs/meetings/meeting.events.ts', text: 'const at = Date.now();' },
      { path: 'libs/deadlines/resolve.ts', text: 'const today = Temporal.Now.plainDateISO();' },
      { path: 'libs/kernel/ids.ts', text: "import { randomUUID } from 'node:crypto';" },
      { path: 'libs/kernel/ids.ts', text: 'const chance = Math.random();' },
    ],
    [
      { path: 'libs/meetings/meeting.decider.ts', text: 'const day = new Date(text); // never Date.now()' },
      { path: 'libs/kernel/codec.ts', text: '/** Not Math.random(). */\nexport const fromDate = toLocalDate(1);' },
      { path: 'libs/event-store/kurrent-log.ts', text: 'const started = Date.now();' },
      { path: 'libs/deadlines/resolve.unit.spec.ts', text: 'const seed = Math.random();' },
    ],
  ],
  [
    'a switch over events or commands has no silent default',
    [
      { path: 'libs/meetings/meeting.decider.ts', text: 'switch (e.type) { default: return state; }' },
      { path: 'libs/meetings/meeting.state.ts', text: 'switch (e.type) { default: { return []; } }' },
    ],
    [
      { path: 'libs/meetings/meeting.decider.ts', text: 'switch (e.type) { default: return unreachable(e); }' },
      {
        path: 'libs/meetings/meeting.decider.ts',
        text: 'switch (e.type) { default: { throw new Error(e satisfies never); } }',
      },
      { path: 'libs/jobs/queue.ts', text: 'switch (e.type) { default: return state; }' },
    ],
  ],
  [
    'an event is named after what happened, not after the record that changed',
    [
      { path: 'libs/meetings/meeting.events.ts', text: "export const MeetingUpdated = event('MeetingUpdated', {});" },
      { path: 'libs/meetings/meeting.events.ts', text: "event('MeetingStatusChanged', {});" },
    ],
    [
      { path: 'libs/meetings/meeting.events.ts', text: "event('MeetingRescheduled', {});" },
      { path: 'libs/directory/office.events.ts', text: "event('OfficeCreated', {});" },
    ],
  ],
  [
    "domain events do not pass through Nest's own event bus, aggregates or sagas",
    [
      { path: 'libs/meetings/meetings.module.ts', text: "import { EventBus } from '@nestjs/cqrs';" },
      { path: 'libs/meetings/meeting.commands.ts', text: 'class Meeting extends AggregateRoot {}' },
      { path: 'apps/api/src/api.module.ts', text: 'imports: [forwardRef(() => MeetingsModule)]' },
    ],
    [
      {
        path: 'libs/meetings/meetings.module.ts',
        text: "import { CommandBus } from '@nestjs/cqrs'; // never EventBus",
      },
    ],
  ],
  [
    'nothing is left over',
    [{ path: 'libs/jobs/queue.ts', text: joined('// TO', 'DO: later') }],
    [{ path: 'libs/deadlines/phrases.ts', text: "const all = 'todo el periodo';" }],
  ],
];

describe('the house', () => {
  let files: readonly SourceFile[];

  beforeAll(async () => {
    files = await sourceFiles(root, 'libs', 'apps', 'test');
  });

  it.each(houseRules)('$title', (rule) => {
    expect(files.filter(({ path }) => rule.applies(path)).length).toBeGreaterThan(0);
    expect(faultsOf(rule, files)).toEqual([]);
  });

  describe('as rules that can fail', () => {
    it('has an example for every rule', () => {
      expect(planted.map(([title]) => title)).toEqual(houseRules.map(({ title }) => title));
    });

    it.each(planted)('%s', (title, bad, good) => {
      const rule = houseRules.find((known) => known.title === title)!;
      for (const file of bad)
        expect({ file, faults: faultsOf(rule, [file]) }).toEqual({ file, faults: [expect.any(String)] });
      for (const file of good) expect({ file, faults: faultsOf(rule, [file]) }).toEqual({ file, faults: [] });
    });
  });
});
