import { z } from 'zod';
import { EVENT_TYPES, type FeedEvent, toPayload } from '../../events/index.js';
import { id, moment } from './common.js';

export const eventTypes = z.enum(EVENT_TYPES).meta({
  description: 'More types will come: pass over those that you do not know.',
});

const ONE_TYPE = `(?:${EVENT_TYPES.map((type) => type.replaceAll('.', '\\.')).join('|')})`;
/** Types with commas between them. */
const TYPES = new RegExp(`^${ONE_TYPE}(?:,${ONE_TYPE})*$`);

const data = z.record(z.string(), z.union([z.string(), z.number()])).meta({
  description:
    'Ids of what it is about: `platformId`, `deploymentId` and `courseId`, and by its type `awardId`, `achievementId`, ' +
    '`achievementVersion`, `ruleId`, `personId`, `credentialId`, `replacedBy`, `correctionId`; `code` of a failed check. ' +
    'Never a name or an address.',
});

export const eventSchema = z
  .object({
    id,
    type: eventTypes,
    timestamp: moment,
    data,
  })
  .meta({
    id: 'Event',
    description: 'That something happened; it is told once, and does not change.',
  });

export const eventsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100).meta({
    description:
      'How many events a page has at most; it may have fewer, or none, and yet not be the last.',
  }),
  after: id.optional().meta({
    description: 'The id of the last event that you have; absent: from the oldest that is kept.',
  }),
  cursor: z
    .string()
    .regex(/^[\w-]{1,100}$/)
    .optional()
    .meta({
      description: '`next` of the page before, in place of `after`.',
    }),
  types: z
    .string()
    .max(1_000)
    .regex(TYPES)
    .optional()
    .meta({ description: 'Only these types, separated by commas.' }),
});

export const eventsPage = z.object({
  data: z.array(eventSchema),
  next: id.meta({ description: '`cursor` of the next page, also of one that is still empty.' }),
  hasMore: z.boolean().meta({ description: 'Whether there is a next page at present.' }),
});

/** @returns an event as the API writes it */
export const toEvent = (event: FeedEvent): z.input<typeof eventSchema> => ({
  id: event.id,
  ...toPayload(event),
});
