/** What an assignment may be given. `system` (process managers) and `operator` (the local command line) are not given. */
export const assignableRoles = ['secretary', 'responder', 'validator', 'coChair', 'administrator'] as const;
export type AssignableRole = (typeof assignableRoles)[number];
export const roles = [...assignableRoles, 'operator', 'system'] as const;
export type Role = (typeof roles)[number];

/** Roles that speak for a side: an assignment with one of them needs a side. */
export const sideRoles: readonly AssignableRole[] = ['secretary', 'responder', 'validator', 'coChair'];

/**
 * Whose things a role may act on or read. `any`: every side's. `party`: what the actor's side takes part in, such as a
 * protocol of a body it belongs to; the decider, or the rows of the side, see to it. `own`: what belongs to the actor's
 * side alone; a side that a command names must be the actor's.
 */
export type Reach = 'own' | 'party' | 'any';
export type Grants = Readonly<Partial<Record<Role, Reach>>>;

const ownSidesDirectory: Grants = { administrator: 'any', secretary: 'own' };
const setUp: Grants = { administrator: 'any' };
// A protocol, a meeting or a project is joint: either side's secretary records it.
const jointRecord: Grants = { secretary: 'party' };
const ownReport: Grants = { responder: 'own', secretary: 'own' };
const ownValidation: Grants = { validator: 'own' };
const processManager: Grants = { system: 'any' };

const readers = (reach: Reach): Grants => ({ secretary: reach, responder: reach, validator: reach, coChair: reach });
/** Who takes part, in words and offices without names: nothing of it is internal to a side. */
const organisation: Grants = { ...readers('any'), administrator: 'any', operator: 'any' };
const jointReading = readers('party');
const internalReading = readers('own');
const everybodySignedIn: Grants = { ...readers('any'), administrator: 'any', operator: 'any' };

/**
 * Every operation and who may do it: a command by its type, any other route by method and path. What is not listed is
 * refused to everybody. The administrator sets up and keeps accounts, but decides nothing of substance and reads nothing
 * that is internal to a side; the co-chair reads.
 */
export const operations: Readonly<Record<string, Grants>> = {
  RegisterSide: setUp,
  PublishSideCalendar: setUp,
  EstablishBody: setUp,
  JoinBody: setUp,
  FormNationalPart: setUp,
  RegisterInstitution: ownSidesDirectory,
  CreateOffice: ownSidesDirectory,
  StartTenure: ownSidesDirectory,
  EndTenure: ownSidesDirectory,
  RegisterPerson: ownSidesDirectory,
  AddEndpoint: ownSidesDirectory,
  DeclareEndpointDead: { system: 'any', secretary: 'own', administrator: 'any' },

  ProposeMeeting: jointRecord,
  AgreeMeetingWindow: jointRecord,
  ScheduleMeeting: jointRecord,
  HoldMeeting: jointRecord,

  DraftProtocol: jointRecord,
  AddClause: jointRecord,
  RewordClause: jointRecord,
  RemoveClause: jointRecord,
  AgreeText: jointRecord,
  AdoptProtocol: jointRecord,
  DisposeClause: { ...jointRecord, ...processManager },
  SignProtocol: { secretary: 'own' },

  ProposeProject: jointRecord,
  RecordEstimate: jointRecord,
  ReachProjectStage: jointRecord,

  DeriveActionItem: jointRecord,
  RemoveFromControl: jointRecord,
  ReportProgress: ownReport,
  ReportCompletion: ownReport,
  ReturnReport: ownValidation,
  ValidateObligation: ownValidation,
  ActivateActionItem: processManager,
  ResolveDeadline: processManager,

  DecideReminder: processManager,
  ClaimMessage: processManager,
  RecordRendering: processManager,
  RecordAttempt: processManager,
  RecordAcceptance: processManager,
  RecordRefusal: processManager,
  RecordUnknown: processManager,
  DropMessage: processManager,

  'GET /api/v1/sides': organisation,
  'GET /api/v1/sides/:id': organisation,
  'GET /api/v1/bodies': organisation,
  'GET /api/v1/bodies/:id': organisation,
  'GET /api/v1/institutions': organisation,
  'GET /api/v1/institutions/:id': organisation,
  'GET /api/v1/offices': organisation,
  'GET /api/v1/offices/:id': organisation,
  'GET /api/v1/persons': internalReading,
  'GET /api/v1/persons/:id': internalReading,
  'GET /api/v1/meetings': jointReading,
  'GET /api/v1/meetings/:id': jointReading,
  'GET /api/v1/protocols': jointReading,
  'GET /api/v1/protocols/:id': jointReading,
  'GET /api/v1/projects': jointReading,
  'GET /api/v1/projects/:id': jointReading,
  'GET /api/v1/board': jointReading,
  'GET /api/v1/board/compare': jointReading,
  'GET /api/v1/action-items/:id': jointReading,
  'GET /api/v1/action-items/:id/why': { ...internalReading, operator: 'any' },
  'GET /api/v1/feed': jointReading,
  'GET /api/v1/moments': jointReading,
  'GET /api/v1/mailbox': internalReading,
  'GET /api/v1/mailbox/:id': internalReading,

  'GET /api/v1/sessions/current': everybodySignedIn,
  'DELETE /api/v1/sessions/current': everybodySignedIn,
  'GET /api/v1/demo/clock': everybodySignedIn,
  'POST /api/v1/demo/clock/advance': everybodySignedIn,
  'GET /api/v1/views': { operator: 'any' },
  'POST /api/v1/views/rebuild': { operator: 'any' },
  'GET /api/v1/accounts': setUp,
  'POST /api/v1/accounts': setUp,
  'POST /api/v1/accounts/:id/assignments': setUp,
  'POST /api/v1/accounts/:id/disable': setUp,
};

/** The widest reach that one of the roles has; undefined when none may. */
export function reachOf(actorRoles: readonly string[], operation: string): Reach | undefined {
  const grants = Object.hasOwn(operations, operation) ? operations[operation]! : {};
  const reaches = actorRoles.flatMap((role) => (Object.hasOwn(grants, role) ? [grants[role as Role]!] : []));
  return (['any', 'party', 'own'] as const).find((reach) => reaches.includes(reach));
}
