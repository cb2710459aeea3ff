import type { Commission, TwoCommissions } from './two-commissions.js';

export const text = { lang: 'en', text: 'For the test.' };
export const names = { en: 'Test' };
/** When everything happens. */
export const day = '2026-02-02';

/** What a commission goes through, each stage on top of the one before, by the secretaries of both sides. */
export const stages = {
  meeting: (world: TwoCommissions, { bodyId, party }: Commission) =>
    world.make(party.secretary, 'meetings', { bodyId, kind: 'businessMeeting', titles: names }),

  async scheduled(world: TwoCommissions, commission: Commission) {
    const { id } = await stages.meeting(world, commission);
    const body = { startsOn: day, endsOn: day, timeZone: 'UTC', place: names };
    return { ...(await world.make(commission.party.secretary, `meetings/${id}/schedule`, body, '0')), id };
  },

  async draft(world: TwoCommissions, commission: Commission) {
    const { bodyId, party } = commission;
    const meeting = await stages.scheduled(world, commission);
    const clauses = ['1', '2'].map((path) => ({ path, kind: 'instruction', texts: names }));
    const languages = [{ lang: 'en', authentic: true }];
    const body = { bodyId, meetingId: meeting.id, number: `P-${world.next()}`, titles: names, languages, clauses };
    const made = await world.make(party.secretary, 'protocols', body);
    const read = await world.read<{ clauses: { clauseId: string }[] }>(party.secretary, `protocols/${made.id}`);
    return { ...made, clauseId: read.clauses[0]!.clauseId };
  },

  async agreed(world: TwoCommissions, commission: Commission) {
    const draft = await stages.draft(world, commission);
    const path = `protocols/${draft.id}/text-agreement`;
    return { ...draft, ...(await world.make(commission.party.secretary, path, { agreedOn: day }, draft.revision)) };
  },

  async adopted(world: TwoCommissions, commission: Commission) {
    const agreed = await stages.agreed(world, commission);
    const path = `protocols/${agreed.id}/adoption`;
    return { ...agreed, ...(await world.make(commission.party.secretary, path, { adoptedOn: day }, agreed.revision)) };
  },

  async inEffect(world: TwoCommissions, commission: Commission) {
    const adopted = await stages.adopted(world, commission);
    let { revision } = adopted;
    for (const { secretary, ...side } of [commission.party, commission.partner]) {
      const path = `protocols/${adopted.id}/signatures`;
      ({ revision } = await world.make(secretary, path, signature(side), revision));
    }
    return { ...adopted, revision };
  },

  async item(world: TwoCommissions, commission: Commission) {
    const protocol = await stages.inEffect(world, commission);
    return world.make(commission.party.secretary, 'action-items', derivation(world, commission, protocol));
  },

  async reported(world: TwoCommissions, commission: Commission) {
    const { party } = commission;
    const item = await stages.item(world, commission);
    const path = `action-items/${item.id}/obligations/${party.sideId}/completion-reports`;
    const report = await world.make(party.responder, path, { completedOn: day, report: text });
    const read = await world.read<{ reports: { reportId: string }[] }>(party.secretary, `action-items/${item.id}`);
    return { item, report, reportId: read.reports[0]!.reportId };
  },

  async fulfilled(world: TwoCommissions, commission: Commission) {
    const { item, reportId } = await stages.reported(world, commission);
    const body = { sideId: commission.party.sideId, reportId };
    return world.make(commission.party.validator, `action-items/${item.id}/validations`, body, item.revision);
  },

  project: (world: TwoCommissions, { bodyId, party }: Commission) =>
    world.make(party.secretary, 'projects', { bodyId, code: `J-${world.next()}`, names, proposedOn: day }),

  office: (world: TwoCommissions, { party: { sideId, institutionId } }: Commission) =>
    world.make(world.administrator, 'offices', { sideId, institutionId, names, language: 'en' }),

  async person(world: TwoCommissions, { party }: Commission) {
    const body = { sideId: party.sideId, displayNames: names, mailAddress: `p${world.next()}@side.example` };
    const made = await world.make(world.administrator, 'persons', body);
    const read = await world.read<{ endpoints: { endpointId: string }[] }>(party.secretary, `persons/${made.id}`);
    return { ...made, endpointId: read.endpoints[0]!.endpointId };
  },
};

/** What the secretary of a side signs with. */
export const signature = ({ sideId, secretariat }: { sideId: string; secretariat: string }) => ({
  sideId,
  officeId: secretariat,
  signedOn: day,
  place: names,
});

/** What makes an item of a clause: a half for each side. */
export const derivation = (
  world: TwoCommissions,
  { party, partner }: Commission,
  protocol: { id: string; clauseId: string },
) => ({
  protocolId: protocol.id,
  clauseIds: [protocol.clauseId],
  number: `I-${world.next()}`,
  titles: names,
  // One half is enough to be done with it.
  jointRule: 'any',
  obligations: [party, partner].map(({ sideId, lead, validatorOffice }) => ({
    sideId,
    leadOfficeId: lead,
    validatorOfficeId: validatorOffice,
    deadline: { kind: 'unspecified' },
  })),
});
