import { describe, expect, it } from '@jest/globals';
import type { CommandShape } from '#kernel/command';
import { DomainError } from '#kernel/domain-error';
import { anEnvelope } from '#kernel/given-when-then';
import { uuid5 } from '#kernel/ids';
import type { SideId } from '#kernel/values';
import { operations, reachOf, roles, type Reach, type Role } from './permissions.js';
import { RoleAuthority } from './role-authority.js';

const authority = new RoleAuthority();
const own = uuid5('side', 'own') as SideId;
const other = uuid5('side', 'other') as SideId;

/** What becomes of a command: `permitted`, or the code of the refusal. */
function outcome(type: string, of: readonly string[], sideId: SideId | undefined, actorSide: SideId | null): string {
  const envelope = anEnvelope({ as: { roles: of, sideId: actorSide } });
  const command: CommandShape & { sideId?: SideId } = { type, id: uuid5('x'), envelope, ...(sideId && { sideId }) };
  try {
    authority.permit(command);
    return 'permitted';
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'forbidden') throw error;
    return error.code;
  }
}

const commands = Object.entries(operations).filter(([operation]) => !operation.includes(' '));
const cells = commands.flatMap(([operation, grants]) =>
  roles.map((role) => ({ operation, role, reach: grants[role] ?? ('none' as const) })),
);

/** Per reach: the command names the actor's side, the other side, no side; the actor has no side. */
const expected: Readonly<Record<Reach | 'none', readonly string[]>> = {
  any: ['permitted', 'permitted', 'permitted', 'permitted'],
  // For a party the decider looks at whose it is; the actor must only have a side.
  party: ['permitted', 'permitted', 'permitted', 'access/otherSide'],
  own: ['permitted', 'access/otherSide', 'permitted', 'access/otherSide'],
  none: ['access/notPermitted', 'access/notPermitted', 'access/notPermitted', 'access/notPermitted'],
};

describe('the table of operations', () => {
  it.each(cells)('$operation by $role: $reach', ({ operation, role, reach }) => {
    expect([
      outcome(operation, [role], own, own),
      outcome(operation, [role], other, own),
      outcome(operation, [role], undefined, own),
      outcome(operation, [role], own, null),
    ]).toEqual(expected[reach]);
  });

  it.each(roles)('refuses %s what is not listed', (role) => {
    expect(outcome('EraseEverything', [role], own, own)).toBe('access/notPermitted');
  });

  it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('is not fooled by %s', (name) => {
    expect(outcome(name, ['secretary'], own, own)).toBe('access/notPermitted');
    expect(outcome('SignProtocol', [name], own, own)).toBe('access/notPermitted');
  });

  it('refuses an actor without a role', () => {
    expect(outcome('SignProtocol', [], own, own)).toBe('access/notPermitted');
  });

  it('lets an actor with several roles do what one of them may', () => {
    expect(outcome('RegisterInstitution', ['secretary', 'administrator'], other, own)).toBe('permitted');
    expect(outcome('ValidateObligation', ['responder', 'validator'], own, own)).toBe('permitted');
    expect(outcome('ValidateObligation', ['responder', 'validator'], other, own)).toBe('access/otherSide');
  });

  it('keeps substance from the administrator', () => {
    const substance = ['SignProtocol', 'AdoptProtocol', 'RemoveFromControl', 'ValidateObligation', 'ReportCompletion'];
    expect(substance.map((operation) => outcome(operation, ['administrator'], own, own))).toEqual(
      substance.map(() => 'access/notPermitted'),
    );
  });

  it('has nothing for the co-chair but reading, and nothing of a side for the administrator', () => {
    const granted = (role: Role) => Object.keys(operations).filter((operation) => reachOf([role], operation));
    expect(granted('coChair').filter((operation) => !operation.startsWith('GET '))).toEqual([
      'DELETE /api/v1/sessions/current',
      'POST /api/v1/demo/clock/advance',
    ]);
    expect(Object.values(operations).map(({ administrator }) => administrator)).not.toContain('own');
    expect(Object.values(operations).map(({ administrator }) => administrator)).not.toContain('party');
  });

  it('takes the widest of several roles', () => {
    expect(reachOf(['secretary', 'administrator'], 'CreateOffice')).toBe('any');
    expect(reachOf(['coChair', 'operator'], 'GET /api/v1/action-items/:id/why')).toBe('any');
    expect(reachOf(['nobody'], 'CreateOffice')).toBeUndefined();
  });

  it('lets only the validator accept a report, not who made it', () => {
    expect(outcome('ValidateObligation', ['responder'], own, own)).toBe('access/notPermitted');
    expect(outcome('ValidateObligation', ['secretary'], own, own)).toBe('access/notPermitted');
    expect(outcome('ValidateObligation', ['validator'], own, own)).toBe('permitted');
  });

  it('leaves activation, resolution and reminders to process managers', () => {
    const system = commands.filter(([, grants]) => grants.system && Object.keys(grants).length === 1);
    expect(system.map(([operation]) => operation)).toEqual(
      expect.arrayContaining([
        'ActivateActionItem',
        'ResolveDeadline',
        'DecideReminder',
        'ClaimMessage',
        'RecordAcceptance',
      ]),
    );
  });
});
