/** What an assignment may be given. `system` (process managers) and `operator` (the local command line) are not given. */
export const assignableRoles = ['secretary', 'responder', 'validator', 'administrator'] as const;
export type AssignableRole = (typeof assignableRoles)[number];
export type Role = AssignableRole | 'system' | 'operator';

/** Roles that speak for a side: an assignment with one of them needs a side. */
export const sideRoles: readonly AssignableRole[] = ['secretary', 'responder', 'validator'];

/**
 * `any`: whatever the command names. `own`: when the command names a side, it must be the actor's; when it names none,
 * the decider checks that the actor's side takes part.
 */
export type Reach = 'own' | 'any';
export type Grants = Readonly<Partial<Record<Role, Reach>>>;

const ownSidesDirectory: Grants = { administrator: 'any', secretary: 'own' };
const setUp: Grants = { administrator: 'any' };
// A protocol, a meeting or a project is joint: either side's secretary records it, and the decider checks membership.
const jointRecord: Grants = { secretary: 'any' };
const ownReport: Grants = { responder: 'own', secretary: 'own' };
const ownValidation: Grants = { validator: 'own' };
const processManager: Grants = { system: 'any' };

/**
 * Every operation (command type) and who may issue it; what is not listed is refused to everybody. The administrator
 * sets up and keeps accounts but decides nothing of substance.
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
};
