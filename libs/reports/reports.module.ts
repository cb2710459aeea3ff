import { Module } from '@nestjs/common';
import { capability } from '#read-models/registry';
import { FeedTail } from './feed/feed-tail.js';
import { feed } from './feed/feed.view.js';
import { GetMomentsHandler } from './feed/moments.query.js';
import { FeedController } from './feed.controller.js';
import { MomentsController } from './moments.controller.js';

/** What joins the capabilities: for now the feed of changes per side. */
@Module({
  controllers: [FeedController, MomentsController],
  providers: [FeedTail, GetMomentsHandler, capability({ name: 'reports', categories: [], events: [], views: [feed] })],
})
export class ReportsModule {}
