import { LaurelError, NotFound } from '../../base/index.js';
import type { ResourceDeps } from '../api-deps.js';
import { endpoint, type Call, type Endpoint } from '../http/endpoint.js';
import { eventsPage, eventsQuery, toEvent } from '../schemas/event.js';

const encode = (place: number): string => Buffer.from(`p${place}`).toString('base64url');

function decode(cursor: string): number {
  const [, digits] = /^p(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (digits !== undefined) return Number(digits);
  throw new NotFound('cursor_unknown', 'This cursor was not given by this list.', {
    action: 'Use `next` of the page before, or begin without a cursor.',
  });
}

const gone = (): LaurelError =>
  new LaurelError('event_gone', 'Events are kept for 90 days: this one is not there.', 410, {
    action: 'Begin without `after` and `cursor`: with the oldest that is kept.',
  });

/** The feed of what happened, to be read on from where one was. */
export function eventEndpoints({ feed }: Pick<ResourceDeps, 'feed'>): Endpoint[] {
  const start = async ({ within }: Pick<Call, 'within'>, after?: string, cursor?: string) => {
    if (cursor === undefined && after === undefined) return 0;
    const place = cursor === undefined ? await feed.placeOf(within, after ?? '') : decode(cursor);
    if (place === null || !(await feed.isKept(place))) throw gone();
    return place;
  };
  return [
    endpoint({
      method: 'get',
      path: '/events',
      id: 'listEvents',
      tag: 'Events',
      summary: 'Read what happened, in the order in which it was told',
      description:
        'Each event is told once, and stands behind all that were told before: who reads on from the last event that they ' +
        'have misses none. Events are kept for 90 days; with `after` or `cursor` of an older one the answer is 410. ' +
        'docs/webhooks.md says what is promised.',
      scope: 'events:read',
      query: eventsQuery,
      answer: { status: 200, schema: eventsPage },
      problems: [404, 410],
      async run({ within, query: { limit, after, cursor, types } }) {
        const place = await start({ within }, after, cursor);
        const part = { within, types: types === undefined ? undefined : new Set(types.split(',')) };
        const page = await feed.read(part, place, limit);
        const next = encode(page.place);
        return {
          value: { data: page.events.map(toEvent), next, hasMore: page.hasMore },
          next: page.hasMore ? next : null,
        };
      },
    }),
  ];
}
