import { Conflict, isAnswer, isOk, NotAllowed, UpstreamFailed } from '../../base/index.js';
import type { Course, Courses } from '../course/courses.js';
import {
  AGS_MEDIA,
  AGS_SCOPES,
  lineItemSchema,
  READ_ONLY_TAG,
  subAddress,
  type LineItem,
  type NewLineItem,
} from './line-item.js';
import type { Result } from './result.js';
import { scoreBody, scoreOutcome, type Score, type ScoreOutcome } from './score.js';
import { busy, unreadable } from './refusals.js';
import type { ServiceClient } from './service-client.js';
import { overIfNotFound } from './canvas-refusals.js';
import type { TenantKey } from '../course/tenant.js';

/** Assignment and Grade Services 2.0, for a course rather than a launch, so that it works in the background. */
export interface Ags {
  /** Lists the tool's own columns in the course; platforms show no others. */
  listLineItems(course: TenantKey): Promise<readonly LineItem[]>;
  /** Makes a column, unless there is one with the same resourceId and tag, which is then returned. */
  createLineItem(course: TenantKey, item: NewLineItem): Promise<LineItem>;
  /**
   * Whether a column that is not among the tool's own is, or was, another registration's: Canvas answers 412, and
   * Moodle's addresses hold the number of the tool that made it.
   */
  isOthers(course: TenantKey, lineItemUrl: string): Promise<boolean>;
  /**
   * Reads one of the tool's own columns. @returns null where it is gone: the list of columns lacks it, as a 404 alone
   * may be a proxy's
   */
  fetchLineItem(course: TenantKey, lineItemUrl: string): Promise<LineItem | null>;
  /**
   * Deletes a column; one that is absent counts as deleted. @returns false where the platform keeps it (Canvas: a
   * column coupled to an activity)
   */
  deleteLineItem(course: TenantKey, lineItemUrl: string): Promise<boolean>;
  /** Reads all results of a column, or one person's. @throws where a page cannot be read */
  fetchResults(
    course: TenantKey,
    lineItemUrl: string,
    options?: { readonly userId?: string },
  ): Promise<readonly Result[]>;
  /**
   * Opens a column for scores; whether it may be written is checked once for all of them.
   * @throws Conflict `column_read_only` for a mirror column; the platform's error for one that is gone
   */
  openColumn(course: TenantKey, lineItemUrl: string): Promise<ScoreColumn>;
}

export interface ScoreColumn {
  /**
   * Sends a score. @returns what the platform says of it
   * @throws where its answer says nothing usable
   */
  postScore(score: Score): Promise<ScoreOutcome>;
}

/** Codes of errors by which a platform says that an address does not exist, or is not for this tool (Canvas: 412). */
const REFUSED: ReadonlySet<string> = new Set([
  'service_not_found',
  'service_forbidden',
  'service_failed',
]);

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

/** Checks that a column belongs to the course's services: tokens are sent nowhere else. */
function checkOwn(course: Course, lineItemUrl: string): string {
  const { ags } = course.context.services;
  const known = [ags?.lineItemsUrl, ...course.links.map((link) => link.lineItemUrl)];
  const origins = known.filter((url) => url !== undefined).map((url) => new URL(url).origin);
  if (origins.includes(new URL(lineItemUrl).origin)) return lineItemUrl;
  throw notOffered(course);
}

/** A teacher's formula fills a mirror column, and a score would replace the formula's result. */
const readOnly = (): Conflict =>
  new Conflict('column_read_only', 'This column copies an activity and is only read.', {
    action: 'Make another column for grades that Laurel writes.',
  });

/** @returns the scope to read columns with: the read-only one where the platform grants it */
function readScope(course: Course): string {
  const granted = course.context.services.ags?.scopes ?? [];
  const { lineItem, lineItemReadonly } = AGS_SCOPES;
  return !granted.includes(lineItemReadonly) && granted.includes(lineItem)
    ? lineItem
    : lineItemReadonly;
}

/**
 * @returns the page size to ask for. Canvas sends ten unless asked; Moodle's results fail on `limit`, so only Canvas is
 *   asked
 */
function pageSize(course: Course): Record<string, string> {
  return course.platform.family === 'canvas' ? { limit: '100' } : {};
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/**
 * Whether a column's address has another `type_id`: the tool's number in Moodle, which each registration changes
 * (mod/lti/service/gradebookservices).
 */
function isOfOtherType(course: Course, lineItemUrl: string): boolean {
  const typeOf = (url: string) => new URL(url).searchParams.get('type_id');
  const [mine, theirs] = [typeOf(lineItemsUrlOf(course)), typeOf(lineItemUrl)];
  return mine !== null && theirs !== null && mine !== theirs;
}

/** @returns the AGS client of all courses */
export function createAgs(deps: {
  readonly client: ServiceClient;
  readonly courses: Courses;
  readonly now: () => Date;
}): Ags {
  const { client, courses } = deps;
  const { lineItem: media, lineItems, results, score: scoreMedia } = AGS_MEDIA;

  async function list(course: Course): Promise<LineItem[]> {
    const url = withQuery(lineItemsUrlOf(course), pageSize(course));
    const call = { url, scope: readScope(course), accept: lineItems };
    const { platform } = course;
    const listed = client.pages(platform, call, 'lineItems');
    return listed.catch((error: unknown) => overIfNotFound(platform, error));
  }

  async function create(course: Course, item: NewLineItem): Promise<LineItem | null> {
    const url = lineItemsUrlOf(course);
    const call = { url, scope: AGS_SCOPES.lineItem, accept: media, contentType: media };
    const response = await client.call(course.platform, { ...call, method: 'POST', json: item });
    // An empty body confirms the change without repeating the column.
    return response.text().trim() === '' ? null : client.read(response, lineItemSchema);
  }

  const alike = async (course: Course, { resourceId, tag }: NewLineItem) =>
    (await list(course)).find((one) => one.resourceId === resourceId && one.tag === tag);

  async function fetchOne(course: Course, lineItemUrl: string): Promise<LineItem> {
    const call = { url: checkOwn(course, lineItemUrl), scope: readScope(course), accept: media };
    return client.read(await client.call(course.platform, call), lineItemSchema);
  }

  return {
    listLineItems: async (key) => list(await courses.get(key)),

    async isOthers(key, lineItemUrl) {
      const course = await courses.get(key);
      if (course.platform.family === 'moodle') return isOfOtherType(course, lineItemUrl);
      if (course.platform.family !== 'canvas') return false;
      const call = { url: checkOwn(course, lineItemUrl), scope: readScope(course), accept: media };
      return (await client.try(course.platform, call)).status === 412;
    },

    async fetchLineItem(key, lineItemUrl) {
      const course = await courses.get(key);
      try {
        return await fetchOne(course, lineItemUrl);
      } catch (error) {
        if (!isAnswer(error) || !REFUSED.has(error.code)) throw error;
        return (await list(course)).find(({ id }) => id === lineItemUrl) ?? null;
      }
    },

    async createLineItem(key, item) {
      const course = await courses.get(key);
      const isKnown = item.resourceId !== undefined;
      // A crash between making a column and recording it must not lead to a second column.
      const existing = isKnown ? await alike(course, item) : undefined;
      if (existing) return existing;
      const made =
        (await create(course, item)) ?? (isKnown ? await alike(course, item) : undefined);
      if (made) return made;
      throw unreadable(course.platform.name, new Error('a column was made that is not named'));
    },

    async deleteLineItem(key, lineItemUrl) {
      const course = await courses.get(key);
      const call = { method: 'DELETE', scope: AGS_SCOPES.lineItem } as const;
      const url = checkOwn(course, lineItemUrl);
      const response = await client.try(course.platform, { ...call, url });
      const { status } = response;
      if (isOk(response) || status === 404) return true;
      if (status === 429 || status === 503) throw busy(course.platform, response, deps.now());
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
      const listed = await client.pages(course.platform, call, 'results');
      // A platform that ignores `user_id` sends everybody's results.
      return listed.filter((result) => userId === undefined || result.userId === userId);
    },

    async openColumn(key, lineItemUrl) {
      const course = await courses.get(key);
      const { platform } = course;
      if ((await fetchOne(course, lineItemUrl)).tag === READ_ONLY_TAG) throw readOnly();
      const url = subAddress(checkOwn(course, lineItemUrl), 'scores');
      const call = {
        url,
        method: 'POST',
        scope: AGS_SCOPES.score,
        contentType: scoreMedia,
      } as const;
      return {
        async postScore(score) {
          const json = scoreBody(score, platform.family);
          // Repeating is safe: the same score with the same time is refused as stale.
          const response = await client.try(platform, { ...call, json, isRepeatable: true });
          const { status } = response;
          if (status === 429 || status === 503) throw busy(platform, response, deps.now());
          return scoreOutcome(response, platform);
        },
      };
    },
  };
}
