import { Module } from '@nestjs/common';
import { handlersOf } from '#event-store/handlers-of';
import { capability } from '#read-models/registry';
import { GetProjectHandler, ListProjectsHandler } from './pipeline/project-pipeline.query.js';
import { projectPipeline } from './pipeline/project-pipeline.view.js';
import { ProposeProject, ReachProjectStage, RecordEstimate } from './project.commands.js';
import { projectDecider } from './project.decider.js';
import { projectEvents } from './project.events.js';
import { ProjectsController } from './projects.controller.js';
import { projectsTexts } from './projects.texts.js';

/** Projects of a body: proposed, estimated by whoever says so, moved through the stages. */
@Module({
  controllers: [ProjectsController],
  providers: [
    ...handlersOf(projectDecider, ProposeProject, RecordEstimate, ReachProjectStage),
    ListProjectsHandler,
    GetProjectHandler,
    capability({
      name: 'projects',
      categories: ['project'],
      events: projectEvents,
      views: [projectPipeline],
      texts: projectsTexts,
    }),
  ],
})
export class ProjectsModule {}
