import type { LocalDate, Names, SideId } from '#kernel/values';
import { when, type View } from '#read-models/view';
import { viewTable } from '#read-models/view-table';
import { EstimateRecorded, ProjectProposed, ProjectStageReached, type ProjectStage } from '../project.events.js';

/** One of the estimates; they stand side by side. */
export interface EstimateRow {
  /** Decimal string in major units. */
  readonly amount: string;
  readonly approximate: boolean;
  /** ISO 4217. */
  readonly currency: string;
  readonly asOfDate: LocalDate;
  readonly scope: Names | null;
  readonly source: string;
  /** The side that recorded it; null for a process manager. */
  readonly recordedBySideId: string | null;
}

/** A project as one side sees it. */
export interface ProjectRow {
  readonly project_id: string;
  readonly viewer_side_id: SideId;
  readonly body_id: string;
  readonly code: string;
  readonly stage: ProjectStage;
  readonly revision: string;
  readonly doc: {
    readonly names: Names;
    readonly sector: string | null;
    readonly sideIds: readonly string[];
    readonly proposedOn: LocalDate;
    readonly clause: { readonly protocolId: string; readonly clauseId: string } | null;
    /** Every stage it came to, in order, `proposed` first. */
    readonly stages: readonly {
      readonly stage: ProjectStage;
      readonly reachedOn: LocalDate;
      /** Vault text. */
      readonly noteTextId: string | null;
    }[];
    /** By the day they speak of, oldest first; of one day in the order of recording. */
    readonly estimates: readonly EstimateRow[];
  };
}

export const projectTable = viewTable<ProjectRow>({
  name: 'project_pipeline',
  kind: 'temporal',
  group: 'project_id',
  key: 'viewer_side_id',
  columns: {
    project_id: 'uuid not null',
    viewer_side_id: 'uuid not null',
    body_id: 'uuid not null',
    code: 'text not null',
    stage: 'text not null',
    revision: 'bigint not null',
    doc: 'jsonb not null',
  },
  indexes: ['create index project_pipeline_now on %t (viewer_side_id, code, project_id) where until is null'],
});

/** Projects with their stages and estimates; every side of the body has the same rows. */
export const projectPipeline: View = {
  name: 'project-pipeline',
  version: 1,
  tables: [projectTable],
  handlers: new Map([
    when(ProjectProposed, ({ data, revision }, rows) => {
      const { projectId, bodyId, code, names, sector, sideIds, proposedOn, clause } = data;
      const stages = [{ stage: 'proposed' as const, reachedOn: proposedOn, noteTextId: null }];
      for (const viewer of sideIds) {
        rows.put(projectTable, {
          project_id: projectId,
          viewer_side_id: viewer,
          body_id: bodyId,
          code,
          stage: 'proposed',
          revision: String(revision),
          doc: { names, sector, sideIds, proposedOn, clause, stages, estimates: [] },
        });
      }
    }),
    when(EstimateRecorded, ({ id, data, revision, metadata }, rows) => {
      const estimate = { ...data, recordedBySideId: metadata.actor.sideId };
      rows.each(projectTable, id, (row) => {
        const estimates = [...row.doc.estimates, estimate].toSorted((a, b) => a.asOfDate.localeCompare(b.asOfDate));
        return { ...row, revision: String(revision), doc: { ...row.doc, estimates } };
      });
    }),
    when(ProjectStageReached, ({ id, data: { stage, reachedOn, note }, revision }, rows) => {
      rows.each(projectTable, id, (row) => {
        const stages = [...row.doc.stages, { stage, reachedOn, noteTextId: note?.textId ?? null }];
        return { ...row, stage, revision: String(revision), doc: { ...row.doc, stages } };
      });
    }),
  ]),
};
