import type { RowsKind } from '../../base/index.js';
import { lineItemSchema, type LineItem } from './line-item.js';
import { memberSchema, type Member } from './member.js';
import { resultSchema, type Result } from './result.js';

/** The containers of LTI Advantage's services. */
export const PAGE_KINDS = {
  /** Whoever is not named cannot be told from somebody who left, so a member without an id makes the list one that was not read. */
  members: { member: 'members', row: memberSchema, isStrict: true } as RowsKind<Member>,
  lineItems: { member: null, row: lineItemSchema, isStrict: true } as RowsKind<LineItem>,
  results: { member: null, row: resultSchema, isStrict: false } as RowsKind<Result>,
};

export type PageKinds = typeof PAGE_KINDS;
