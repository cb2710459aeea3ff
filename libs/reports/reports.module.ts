import { Module } from '@nestjs/common';
import { capability } from '#read-models/registry';
import { FeedTail } from './feed/feed-tail.js';
import { feed } from './feed/feed.view.js';
import { FeedController } from './feed.controller.js';

/** What joins the capabilities: for now the feed of changes per side. */
@Module({
  controllers: [FeedController],
  providers: [FeedTail, capability({ name: 'reports', categories: [], events: [], views: [feed] })],
})
export class ReportsModule {}
