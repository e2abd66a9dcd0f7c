import type { LineItem, Member, NewLineItem, Result } from '../lti/index.js';
import type { CourseKey } from './grade.js';

export type { LineItem, Member, Result };

/** What this room needs of LTI services; the room `lti` provides it. */
export interface LtiServices {
  listLineItems(course: CourseKey): Promise<readonly LineItem[]>;
  /** Whether a column that is not among the tool's own exists all the same, as another registration's. */
  isOthers?(course: CourseKey, lineItemUrl: string): Promise<boolean>;
  /** @returns null where the column is gone */
  fetchLineItem(course: CourseKey, lineItemUrl: string): Promise<LineItem | null>;
  createLineItem(course: CourseKey, item: NewLineItem): Promise<LineItem>;
  fetchResults(
    course: CourseKey,
    lineItemUrl: string,
    options: { readonly userId?: string },
  ): Promise<readonly Result[]>;
  /** @returns null where the platform offers no roster of the course */
  fetchMembers(
    course: CourseKey,
    options?: { readonly resourceLinkId?: string },
  ): Promise<readonly Member[] | null>;
}
