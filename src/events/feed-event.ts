import { createHash } from 'node:crypto';
import type { EventType } from './event-types.js';
import type { UntoldMark } from './untold.js';

/** Whose an event is: an award's, a rule's and most others' course, or as much of it as there is. */
export interface EventTenant {
  readonly platformId: string;
  readonly deploymentId: string;
  readonly contextId: string;
}

/** What an event is about: ids of this program's own, and numbers; nothing that names or was written by a person. */
export type EventData = Readonly<Record<string, string | number>>;

/** One line of the feed. */
export interface FeedEvent extends EventTenant {
  /** The place in the feed: the one before has the number before, and was there first. */
  readonly place: number;
  readonly id: string;
  readonly type: EventType;
  readonly at: Date;
  readonly data: EventData;
}

/** An event that has no place yet. */
export type NewEvent = Omit<FeedEvent, 'place'>;

/** What a row says of itself. */
export interface Described {
  readonly tenant: EventTenant;
  readonly data: EventData;
}

/**
 * @returns the id of what a mark tells of a row: the same in every process and however often, so that the feed holds it
 *   once. Marks come first: what is told together lies together in the index
 */
export const eventId = (rowId: string, mark: Pick<UntoldMark, 'id'>): string =>
  mark.id + createHash('sha256').update(rowId).digest('hex').slice(0, 16);

/** @returns a course's id as the API writes it: opaque, and the same each time */
export const courseId = ({ platformId, deploymentId, contextId }: EventTenant): string =>
  Buffer.from(JSON.stringify([platformId, deploymentId, contextId])).toString('base64url');

/** An event as it is sent and read (Standard Webhooks: `type`, `timestamp`, `data`). */
export interface EventPayload {
  readonly type: EventType;
  readonly timestamp: string;
  readonly data: EventData;
}

/** @returns the event as everybody outside reads it */
export function toPayload({ type, at, data, ...tenant }: Omit<FeedEvent, 'place'>): EventPayload {
  const { platformId, deploymentId } = tenant;
  const of = { platformId, deploymentId, courseId: courseId(tenant) };
  return { type, timestamp: at.toISOString(), data: { ...of, ...data } };
}
