import type { RowsKind } from '../../base/index.js';
import { lineItemSchema, type LineItem } from './line-item.js';
import { memberSchema, type Member } from './member.js';
import { resultSchema, type Result } from './result.js';

/** How the pages of LTI Advantage's services are read. */
export const PAGE_KINDS = {
  /**
   * A member without a user id makes the whole page unreadable: a missing member could not be told from one who left.
   */
  members: { member: 'members', row: memberSchema, isStrict: true } as RowsKind<Member>,
  lineItems: { member: null, row: lineItemSchema, isStrict: true } as RowsKind<LineItem>,
  results: { member: null, row: resultSchema, isStrict: false } as RowsKind<Result>,
};

export type PageKinds = typeof PAGE_KINDS;
