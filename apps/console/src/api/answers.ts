import type { paths } from '../api.gen.js';

/** The answers of the API under the names the pages use; their shapes are generated from OpenAPI. */
type Read<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer T } } } };
}
  ? T
  : never;
type ItemOf<L> = L extends { items: (infer T)[] } ? T : never;

export type Names = Readonly<Record<string, string>>;
export interface LangText {
  lang: string;
  text: string;
}

/** A list as of a moment. */
export interface List<T> {
  asOf: string;
  position: string;
  items: T[];
  next: string | null;
}

export type Session = Read<'/api/v1/sessions/current'>;
export type Side = ItemOf<Read<'/api/v1/sides'>>;
export type Body = ItemOf<Read<'/api/v1/bodies'>>;
export type Institution = ItemOf<Read<'/api/v1/institutions'>>;
export type Office = ItemOf<Read<'/api/v1/offices'>>;
export type Person = ItemOf<Read<'/api/v1/persons'>>;

export type Board = Read<'/api/v1/board'>;
export type BoardItem = ItemOf<Board>;
export type Half = BoardItem['halves'][number];
export type Counts = Board['counts'];
export type Status = Half['status'];
export type Derived = Half['derived'];
export type ActionItem = Read<'/api/v1/action-items/{id}'>;
export type Report = ActionItem['reports'][number];
export type HistoryEntry = ActionItem['history'][number];
export type WhyEntry = Read<'/api/v1/action-items/{id}/why'>['entries'][number];
export type Outcome = WhyEntry['outcome'];
export type MessageState = NonNullable<WhyEntry['message']>['state'];

export type Protocol = Read<'/api/v1/protocols/{id}'>;
export type Clause = Protocol['clauses'][number];
export type Meeting = ItemOf<Read<'/api/v1/meetings'>>;
export type Project = ItemOf<Read<'/api/v1/projects'>>;

export type Moments = Read<'/api/v1/moments'>;
export type RecordedMoment = NonNullable<Moments['current']>;
export type Comparison = Read<'/api/v1/board/compare'>;
export type ItemChange = ItemOf<Comparison>;
export type ChangeKind = ItemChange['kind'];
export type ViewHealth = Read<'/health/ready'>['views'][number];

/** What a command answers. */
export interface Receipt {
  id: string;
  revision: string;
  position: string;
}
export type ClockAdvance = paths['/api/v1/demo/clock/advance']['post']['responses'][200]['content']['application/json'];
export type ClockStep = ClockAdvance['steps'][number];
export type DecidedReminder = ClockStep['reminders'][number];
