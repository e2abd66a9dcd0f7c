import type { CourseKey } from './grade.js';

/** A line item as its platform gave it (AGS 2.0 §3.2.8). */
export interface LineItem {
  readonly id: string;
  readonly label: string;
  readonly scoreMaximum: number;
  readonly resourceId?: string;
  readonly tag?: string;
  readonly resourceLinkId?: string;
  readonly endDateTime?: string;
}

/** A result as its platform gave it (AGS 2.0 §3.3.4). */
export interface Result {
  readonly userId: string;
  readonly resultScore?: number | string | null;
  readonly resultMaximum?: number | string | null;
  readonly timestamp?: string;
}

/** A member of the roster (NRPS 2.0 §2.2). */
export interface Member {
  readonly userId: string;
  readonly roles: readonly string[];
  readonly status: string;
  readonly name?: string;
  readonly email?: string;
}

/** What this room asks of LTI services; `lti/` gives it. */
export interface LtiServices {
  listLineItems(course: CourseKey): Promise<readonly LineItem[]>;
  createLineItem(course: CourseKey, item: Omit<LineItem, 'id'>): Promise<LineItem>;
  fetchResults(
    course: CourseKey,
    lineItemUrl: string,
    options: { readonly userId?: string },
  ): Promise<readonly Result[]>;
  /** null where the platform offers no roster for the course. */
  fetchMembers(
    course: CourseKey,
    options?: { readonly resourceLinkId?: string },
  ): Promise<readonly Member[] | null>;
}
