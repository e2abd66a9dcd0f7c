import { z } from 'zod';
import { Conflict, NotAllowed, UpstreamFailed } from '../base/index.js';
import type { Course, Courses } from './courses.js';
import type { TenantKey } from './launch.js';
import {
  AGS_MEDIA,
  AGS_SCOPES,
  lineItemSchema,
  READ_ONLY_TAG,
  subAddress,
  type LineItem,
  type NewLineItem,
} from './line-item.js';
import { resultSchema, type Result } from './result.js';
import { scoreBody, scoreOutcome, type Score, type ScoreOutcome } from './score.js';
import type { ServiceClient } from './service-client.js';

/** Assignment and Grade Services 2.0, for a course rather than for a launch: works when nobody is there. */
export interface Ags {
  /** The tool's own columns in the course; no platform shows others. */
  listLineItems(course: TenantKey): Promise<readonly LineItem[]>;
  /** Makes a column, unless there is one with the same resourceId and tag: then it gives that one. */
  createLineItem(course: TenantKey, item: NewLineItem): Promise<LineItem>;
  /** Throws Conflict `column_read_only` for a mirror column, as postScore does. */
  updateLineItem(course: TenantKey, item: LineItem): Promise<LineItem>;
  /** Gives false where the platform keeps it (Canvas: a column coupled to an activity). Absent already: true. */
  deleteLineItem(course: TenantKey, lineItemUrl: string): Promise<boolean>;
  /** Every result there is, or one person's. Throws when a page cannot be read. */
  fetchResults(
    course: TenantKey,
    lineItemUrl: string,
    options?: { readonly userId?: string },
  ): Promise<readonly Result[]>;
  /** Sends a score. What the platform says of it is an answer; only when it says nothing usable this throws. */
  postScore(course: TenantKey, lineItemUrl: string, score: Score): Promise<ScoreOutcome>;
}

function notOffered(course: Course): NotAllowed {
  return new NotAllowed(
    'grades_not_offered',
    `${course.platform.name} does not offer Laurel the gradebook of this course.`,
    { action: 'Allow the tool grade services in the learning platform, then open Laurel once.' },
  );
}

function lineItemsUrlOf(course: Course): string {
  const url = course.context.services.ags?.lineItemsUrl;
  if (url === undefined) throw notOffered(course);
  return url;
}

/** Tokens go to this course's services: an address from elsewhere is not asked. */
function checkOwn(course: Course, lineItemUrl: string): string {
  const { ags } = course.context.services;
  const known = [ags?.lineItemsUrl, ...course.links.map((link) => link.lineItemUrl)];
  const origins = known.filter((url) => url !== undefined).map((url) => new URL(url).origin);
  if (origins.includes(new URL(lineItemUrl).origin)) return lineItemUrl;
  throw notOffered(course);
}

/** The least that does it: the read-only scope where the platform grants it. */
function readScope(course: Course): string {
  const granted = course.context.services.ags?.scopes ?? [];
  const { lineItem, lineItemReadonly } = AGS_SCOPES;
  return !granted.includes(lineItemReadonly) && granted.includes(lineItem)
    ? lineItem
    : lineItemReadonly;
}

/** Canvas pages by ten unless asked. Moodle's results crash on `limit`, so nobody else is asked anything. */
function pageSize(course: Course): Record<string, string> {
  return course.platform.family === 'canvas' ? { limit: '100' } : {};
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

export function createAgs(deps: {
  readonly client: ServiceClient;
  readonly courses: Courses;
}): Ags {
  const { client, courses } = deps;
  const { lineItem: media, lineItems, results, score: scoreMedia } = AGS_MEDIA;

  async function list(course: Course): Promise<LineItem[]> {
    const url = withQuery(lineItemsUrlOf(course), pageSize(course));
    const call = { url, scope: readScope(course), accept: lineItems };
    return (await client.pages(course.platform, call, z.array(lineItemSchema))).flat();
  }

  async function write(course: Course, method: 'POST' | 'PUT', url: string, item: object) {
    const call = { url, method, scope: AGS_SCOPES.lineItem, accept: media, contentType: media };
    const response = await client.call(course.platform, { ...call, json: item });
    return client.read(response, lineItemSchema);
  }

  /** Throws Conflict `column_read_only` for a column that a formula of the teacher's fills. */
  async function refuseReadOnly(course: Course, url: string): Promise<void> {
    const call = { url: checkOwn(course, url), scope: readScope(course), accept: media };
    const { tag } = client.read(await client.call(course.platform, call), lineItemSchema);
    if (tag !== READ_ONLY_TAG) return;
    throw new Conflict('column_read_only', 'This column copies an activity and is only read.', {
      action: 'Make another column for grades that Laurel writes.',
    });
  }

  return {
    listLineItems: async (key) => list(await courses.get(key)),

    async createLineItem(key, item) {
      const course = await courses.get(key);
      const { resourceId, tag } = item;
      if (resourceId !== undefined) {
        // A crash between making a column and noting it must not make a second one.
        const same = (one: LineItem) => one.resourceId === resourceId && one.tag === tag;
        const existing = (await list(course)).find(same);
        if (existing) return existing;
      }
      return write(course, 'POST', lineItemsUrlOf(course), item);
    },

    async updateLineItem(key, { id, ...item }) {
      const course = await courses.get(key);
      await refuseReadOnly(course, id);
      return write(course, 'PUT', checkOwn(course, id), { id, ...item });
    },

    async deleteLineItem(key, lineItemUrl) {
      const course = await courses.get(key);
      const call = { method: 'DELETE', scope: AGS_SCOPES.lineItem } as const;
      const { status } = await client.try(course.platform, {
        ...call,
        url: checkOwn(course, lineItemUrl),
      });
      if ((status >= 200 && status < 300) || status === 404) return true;
      if (status === 401 || status === 403) return false;
      throw new UpstreamFailed('service_failed', 'The column could not be removed.', {
        cause: new Error(`HTTP ${status}`),
      });
    },

    async fetchResults(key, lineItemUrl, { userId } = {}) {
      const course = await courses.get(key);
      const one = userId === undefined ? {} : { user_id: userId };
      const url = subAddress(checkOwn(course, lineItemUrl), 'results', {
        ...pageSize(course),
        ...one,
      });
      const call = { url, scope: AGS_SCOPES.result, accept: results };
      const pages = await client.pages(course.platform, call, z.array(resultSchema));
      // A platform that does not know `user_id` sends everybody.
      return pages.flat().filter((result) => userId === undefined || result.userId === userId);
    },

    async postScore(key, lineItemUrl, score) {
      const course = await courses.get(key);
      await refuseReadOnly(course, lineItemUrl);
      const response = await client.try(course.platform, {
        url: subAddress(checkOwn(course, lineItemUrl), 'scores'),
        method: 'POST',
        scope: AGS_SCOPES.score,
        contentType: scoreMedia,
        json: scoreBody(score, course.platform.family),
        // The same score with the same time twice is refused as stale: no harm.
        isRepeatable: true,
      });
      return scoreOutcome(response, course.platform);
    },
  };
}
