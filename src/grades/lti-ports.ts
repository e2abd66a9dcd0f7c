import type { LineItem, Member, NewLineItem, Result } from '../lti/index.js';
import type { CourseKey } from './grade.js';

export type { LineItem, Member, Result };

/** What this room asks of LTI services; `lti/` gives it. */
export interface LtiServices {
  listLineItems(course: CourseKey): Promise<readonly LineItem[]>;
  /** Whether a column that is not among the tool's own is there all the same, as another registration's. */
  isOthers?(course: CourseKey, lineItemUrl: string): Promise<boolean>;
  /** null where the column is gone. */
  fetchLineItem(course: CourseKey, lineItemUrl: string): Promise<LineItem | null>;
  createLineItem(course: CourseKey, item: NewLineItem): Promise<LineItem>;
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
