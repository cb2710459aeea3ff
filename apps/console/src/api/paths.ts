import type { paths as Generated } from '../api.gen.js';

interface NoParameters {
  query?: never;
  header?: never;
  path?: never;
  cookie?: never;
}
interface Answer<T> {
  headers: Record<string, unknown>;
  content: { 'application/json': T };
}

export interface paths extends Generated {
  '/api/v1/action-items/{id}/why': {
    parameters: NoParameters;
    get: {
      parameters: { query?: { asOf?: string }; header?: never; path: { id: string }; cookie?: never };
      requestBody?: never;
      responses: { 200: Answer<Why> };
    };
  };
  '/api/v1/demo/clock': {
    parameters: NoParameters;
    get: { parameters: NoParameters; requestBody?: never; responses: { 200: Answer<{ demo: boolean; now: string }> } };
  };
  '/api/v1/demo/clock/advance': {
    parameters: NoParameters;
    post: {
      parameters: { query?: never; header: { 'Idempotency-Key': string }; path?: never; cookie?: never };
      requestBody: { content: { 'application/json': { by?: string; to?: string } } };
      responses: {
        200: Answer<{ steps: { at: string; decided: number; suppressed: number; skipped: number; sent: number }[] }>;
      };
    };
  };
}

interface Why {
  asOf: string;
  position: string;
  itemId: string;
  number: string;
  entries: {
    reminderId: string;
    kind: string;
    officeId: string;
    sideId: string;
    dueOn: string;
    plannedAt: string;
    outcome: 'planned' | 'decided' | 'skipped' | 'suppressed' | 'obsolete' | 'undeliverable';
    reason: string | null;
    sentence: string;
    decidedAt: string | null;
    position: string | null;
    message: {
      messageId: string;
      state: 'claimed' | 'rendered' | 'attempted' | 'accepted' | 'refused' | 'unknown' | 'dropped';
      at: string;
      response: string | null;
      subject?: string;
    } | null;
  }[];
}
