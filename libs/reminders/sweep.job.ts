import { z } from 'zod';
import { defineJob } from '#jobs/job';

/** A wake-up of the sweep: every minute, and at the next planned moment. It carries nothing; what is due stands in the plan. */
export const sweepReminders = defineJob({ name: 'sweepReminders', payload: z.strictObject({}) });
