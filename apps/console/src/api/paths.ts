import type * as A from './answers.js';

interface None {
  query?: never;
  header?: never;
  path?: never;
  cookie?: never;
}
type Query = { asOf?: string };
interface Read<T, P = undefined, Q = Query> {
  parameters: None;
  get: {
    parameters: Omit<None, 'query' | 'path'> & { query?: Q } & (P extends undefined ? { path?: never } : { path: P });
    requestBody?: never;
    responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } };
  };
}
interface CommandHeaders {
  'Idempotency-Key': string;
  'If-Match'?: string;
}
interface Write<B, P = undefined, T = A.Receipt> {
  parameters: None;
  post: {
    parameters: Omit<None, 'header' | 'path'> & { header: CommandHeaders } & (P extends undefined
        ? { path?: never }
        : { path: P });
    requestBody: { content: { 'application/json': B } };
    responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } };
  };
}
interface Plain<B, T> {
  parameters: None;
  post: {
    parameters: None;
    requestBody: { content: { 'application/json': B } };
    responses: { 201: { headers: Record<string, unknown>; content: { 'application/json': T } } };
  };
}
type ById = { id: string };
type Paging = Query & { limit?: number; cursor?: string };

export interface paths {
  '/api/v1/sessions': Plain<{ login: string; password: string; assignmentId?: string }, A.Session>;
  '/api/v1/setup': Plain<{ token: string; login: string; password: string; language?: 'en' | 'ru' | 'es' }, A.Session>;
  '/api/v1/sessions/current': Read<A.Session> & {
    delete: {
      parameters: None;
      requestBody?: never;
      responses: { 204: { headers: Record<string, unknown>; content?: never } };
    };
  };
  '/api/v1/sides': Read<A.List<A.Side>, undefined, Paging>;
  '/api/v1/bodies': Read<A.List<A.Body>, undefined, Paging>;
  '/api/v1/institutions': Read<A.List<A.Institution>, undefined, Paging>;
  '/api/v1/offices': Read<A.List<A.Office>, undefined, Paging>;
  '/api/v1/persons': Read<A.List<A.Person>, undefined, Paging>;
  '/api/v1/board': Read<
    A.Board,
    undefined,
    Paging & { bodyId?: string; protocolId?: string; sector?: string; status?: string }
  >;
  '/api/v1/action-items/{id}': Read<A.ActionItem, ById>;
  '/api/v1/action-items/{id}/why': Read<A.Why, ById>;
  '/api/v1/protocols': Read<A.List<A.ProtocolSummary>, undefined, Paging>;
  '/api/v1/protocols/{id}': Read<A.Protocol, ById>;
  '/api/v1/meetings': Read<A.List<A.Meeting>, undefined, Paging>;
  '/api/v1/projects': Read<A.List<A.Project>, undefined, Paging>;
  '/api/v1/mailbox': Read<{ items: A.MailSummary[] }, undefined, { limit?: number }>;
  '/api/v1/mailbox/{id}': Read<A.Mail, ById>;
  '/api/v1/demo/clock': Read<A.DemoClock>;
  '/api/v1/demo/clock/advance': Write<{ by?: string; to?: string }, undefined, A.ClockAdvance>;
  '/api/v1/action-items/{id}/obligations/{sideId}/progress-reports': Write<
    { report: A.LangText },
    ById & { sideId: string }
  >;
  '/api/v1/action-items/{id}/obligations/{sideId}/completion-reports': Write<
    { completedOn: string; report: A.LangText },
    ById & { sideId: string }
  >;
  '/api/v1/action-items/{id}/obligations/{sideId}/report-returns': Write<
    { reportId: string; reason: A.LangText },
    ById & { sideId: string }
  >;
  '/api/v1/action-items/{id}/validations': Write<{ sideId: string; reportId: string }, ById>;
  '/api/v1/action-items/{id}/removal': Write<{ removedOn: string; basis: A.LangText }, ById>;
}
