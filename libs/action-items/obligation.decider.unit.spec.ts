import { describe, it } from '@jest/globals';
import type { Actor } from '#kernel/command';
import { foldAll } from '#kernel/decider';
import { anEnvelope, given } from '#kernel/given-when-then';
import { uuid5, type Branded } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import { sample } from '#protocols/protocols.samples';
import { actionItemDecider } from './action-item.decider.js';
import { obligationIdOf } from './action-item.events.js';
import {
  aHalfDoneItem,
  anActiveItem,
  aPendingItem,
  aReportedHalf,
  aTextRef,
  itemSample,
} from './action-items.samples.js';
import { ReportCompletion, ReportProgress, ReturnReport, type AnyObligationCommand } from './obligation.commands.js';
import { obligationDecider } from './obligation.decider.js';
import { CompletionReported, ProgressReported, ReportReturned } from './obligation.events.js';

const { ru } = sample;
const { itemId, ruLead, ruValidator, ruReport } = itemSample;
const lead = { sideId: ru, officeId: ruLead, roles: ['responder'] };
const validator = { sideId: ru, officeId: ruValidator, roles: ['validator'] };
const text = (name: string) => ({ text: name, ...aTextRef(name) });

function as<C extends AnyObligationCommand>(
  actor: Partial<Actor>,
  command: C,
  fields: Partial<C>,
  side: SideId = ru,
): C {
  Object.assign(command, fields)
    .of(itemId, side)
    .on(obligationIdOf(itemId, side), anEnvelope({ as: actor }));
  return command;
}
const active = { item: foldAll(actionItemDecider, anActiveItem()) };
const half = { itemId, sideId: ru };
const reportId = uuid5('report', anEnvelope().commandId) as Branded<'ReportId'>;

describe('reporting', () => {
  const progress = (actor: Partial<Actor>) => as(actor, new ReportProgress(), { report: text('progress') });
  const complete = (actor: Partial<Actor>) =>
    as(actor, new ReportCompletion(), { completedOn: '2019-10-15', report: text('report') });

  it('progress and completion is the lead’s, and stays inside the side', () => {
    given(obligationDecider)
      .when(progress(lead), active)
      .then(ProgressReported({ ...half, reportId, officeId: ruLead, report: aTextRef('progress') }));
    given(obligationDecider)
      .when(complete(lead), active)
      .then(
        CompletionReported({
          ...half,
          reportId,
          officeId: ruLead,
          completedOn: '2019-10-15',
          report: aTextRef('report'),
        }),
      );
  });

  it('may be the secretary’s on the lead’s behalf, nobody else’s', () => {
    const secretary = { sideId: ru, officeId: uuid5('secretariat') as typeof ruLead, roles: ['secretary'] };
    given(obligationDecider)
      .when(progress(secretary), active)
      .then(ProgressReported({ ...half, reportId, officeId: secretary.officeId, report: aTextRef('progress') }));
    given(obligationDecider).when(progress(validator), active).thenRefused('actionItems/notItsExecutor');
  });

  it('is refused twice, before the item binds, after validation, and where nothing is owed', () => {
    given(obligationDecider, aReportedHalf()).when(complete(lead), active).thenRefused('actionItems/alreadyReported');
    const pending = { item: foldAll(actionItemDecider, aPendingItem()) };
    given(obligationDecider).when(complete(lead), pending).thenRefused('actionItems/notActive');
    const done = { item: foldAll(actionItemDecider, aHalfDoneItem()) };
    given(obligationDecider, aReportedHalf()).when(complete(lead), done).thenRefused('actionItems/alreadyValidated');
    given(obligationDecider)
      .when(complete(lead), { item: actionItemDecider.initial })
      .thenRefused('actionItems/unknown');
    const elsewhere = as(lead, new ReportProgress(), { report: text('progress') }, uuid5('x') as SideId);
    given(obligationDecider).when(elsewhere, active).thenRefused('actionItems/sideOwesNothing');
  });
});

describe('returning a report', () => {
  const giveBack = (actor: Partial<Actor>, id: string = ruReport) =>
    as(actor, new ReturnReport(), { reportId: id, reason: text('reason') });
  const returned = ReportReturned({
    ...half,
    reportId: ruReport,
    returnedByOfficeId: ruValidator,
    reason: aTextRef('reason'),
  });

  it('is the validator’s, once; then a new report may follow', () => {
    given(obligationDecider, aReportedHalf()).when(giveBack(validator), active).then(returned);
    given(obligationDecider, [...aReportedHalf(), returned])
      .when(giveBack(validator), active)
      .thenNothing();
    given(obligationDecider, [...aReportedHalf(), returned])
      .when(as(lead, new ReportCompletion(), { completedOn: '2019-10-20', report: text('report') }), active)
      .then(
        CompletionReported({
          ...half,
          reportId,
          officeId: ruLead,
          completedOn: '2019-10-20',
          report: aTextRef('report'),
        }),
      );
  });

  it('is refused to others, for an unknown report, and after validation', () => {
    given(obligationDecider, aReportedHalf()).when(giveBack(lead), active).thenRefused('actionItems/notItsValidator');
    given(obligationDecider, aReportedHalf())
      .when(giveBack(validator, uuid5('x')), active)
      .thenRefused('actionItems/noSuchReport');
    const done = { item: foldAll(actionItemDecider, aHalfDoneItem()) };
    given(obligationDecider, aReportedHalf())
      .when(giveBack(validator), done)
      .thenRefused('actionItems/alreadyValidated');
  });
});
