import { idOf, type Branded } from '#kernel/ids';

export type BodyId = Branded<'BodyId'>;
export const bodyId = idOf<'BodyId'>();
export type InstitutionId = Branded<'InstitutionId'>;
export const institutionId = idOf<'InstitutionId'>();
export type PersonId = Branded<'PersonId'>;
export const personId = idOf<'PersonId'>();
export type EndpointId = Branded<'EndpointId'>;
export const endpointId = idOf<'EndpointId'>();
