import { randomBytes } from 'node:crypto';
import { dateTimeOf } from '../credential/build-credential.js';
import type { OpenBadgeCredential } from '../credential/open-badge.js';
import type { Evidence, IssueOrder, ShownResult } from '../credential/order.js';
import type { Sentinel } from './compile-template.js';
import type { Draw } from '../credential/drawn.js';
import { memoizeLast } from '../verify/memo.js';

/** What a value may be: any well-formed text, or a plain IRI, since JSON-LD might resolve others. */
type Kind = 'plain' | 'text' | 'iri';

const EVIDENCE_TEXTS = ['name', 'narrative', 'description', 'genre'] as const;

const bit = (value: unknown, place: number): number => (value === undefined ? 0 : 1 << place);

/**
 * Names the order's shape: which optional parts it has, and those that are compiled in. Badges of two orders of one
 * shape differ only in what `valuesOf` lists.
 */
export function shapeOf(order: IssueOrder): string {
  const { recipient, result, evidence } = order;
  const parts =
    bit(recipient.verifiedName, 0) |
    bit(recipient.did, 1) |
    bit(order.validUntil, 2) |
    bit(order.activityStartDate, 3) |
    bit(order.activityEndDate, 4) |
    (recipient.identity.hashed === false ? 1 << 5 : 0);
  let shape = `${recipient.identity.type}|${parts}|${order.creditsEarned ?? ''}`;
  if (result !== undefined) for (const one of result) shape += `|r${resultShape(one)}`;
  if (evidence !== undefined) for (const one of evidence) shape += `|e${evidenceShape(one)}`;
  return shape;
}

/** The step of a rubric is part of the shape: there are few of them. */
const resultShape = ({ resultDescription, achievedLevel, value }: ShownResult): string =>
  achievedLevel === undefined
    ? resultDescription
    : `${resultDescription}=${achievedLevel}=${bit(value, 0)}`;

const evidenceShape = (evidence: Evidence): number =>
  EVIDENCE_TEXTS.reduce(
    (parts, name, place) => parts | bit(evidence[name], place + 1),
    bit(evidence.id, 0),
  );

interface Slot {
  readonly kind: Kind;
  readonly value: string;
}

/** Badges of a batch usually have the same date. */
const dateTimeAt = memoizeLast((time: number) => dateTimeOf(new Date(time)));

function plain(value: string): Slot {
  return { kind: 'plain', value };
}

/** @returns every value of a badge that is not compiled in, in the same order for every badge of a shape */
export function valuesOf(order: IssueOrder, drawn: Draw): Slot[] {
  const { recipient } = order;
  const slots: Slot[] = [
    plain(drawn.localId),
    plain(drawn.place.listId),
    plain(String(drawn.place.index)),
    plain(dateTimeAt(order.validFrom.getTime())),
    plain(dateTimeAt((order.awardedDate ?? order.validFrom).getTime())),
    { kind: drawn.salt === undefined ? 'text' : 'plain', value: drawn.identityHash },
  ];
  if (drawn.salt !== undefined) slots.push(plain(drawn.salt));
  if (recipient.verifiedName !== undefined)
    slots.push({ kind: 'text', value: recipient.verifiedName });
  if (recipient.did !== undefined) slots.push({ kind: 'iri', value: recipient.did });
  if (order.validUntil !== undefined) slots.push(plain(dateTimeOf(order.validUntil)));
  if (order.activityStartDate !== undefined) slots.push(plain(dateTimeOf(order.activityStartDate)));
  if (order.activityEndDate !== undefined) slots.push(plain(dateTimeOf(order.activityEndDate)));
  for (const { value } of order.result ?? [])
    if (value !== undefined) slots.push({ kind: 'text', value });
  for (const evidence of order.evidence ?? []) pushEvidence(slots, evidence);
  return slots;
}

function pushEvidence(slots: Slot[], evidence: Evidence): void {
  if (evidence.id !== undefined) slots.push({ kind: 'iri', value: evidence.id });
  for (const name of EVIDENCE_TEXTS) {
    const value = evidence[name];
    if (value !== undefined) slots.push({ kind: 'text', value });
  }
}

/** An IRI that JSON-LD leaves unchanged. */
export const PLAIN_IRI = /^(https?:\/\/|did:|urn:)[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;

/** Whether compiled text can take the values; if not, the library signs the badge. */
export function areFit(slots: readonly Slot[]): boolean {
  for (const { kind, value } of slots) {
    if (kind === 'text' && /[\uD800-\uDFFF]/u.test(value)) return false;
    if (kind === 'iri' && !PLAIN_IRI.test(value)) return false;
  }
  return true;
}

const sentinelText = (kind: Kind): string =>
  (kind === 'iri' ? 'urn:' : '') + randomBytes(15).toString('hex');

/**
 * @returns an order and random values in which every varying value is a sentinel. The values are found by `valuesOf`,
 *   so exactly what it lists is replaced
 */
export function plantSentinels(
  badge: OpenBadgeCredential,
  order: IssueOrder,
  drawn: Draw,
): { badge: object; sentinels: Sentinel[] } {
  const slots = valuesOf(order, drawn);
  const sentinels = slots.map(({ kind }, field) => ({ text: sentinelText(kind), field }));
  let next = 0;
  const plant = (): string => sentinels[next++]!.text;

  const planted = structuredClone(badge) as unknown as Record<string, unknown>;
  const subject = planted['credentialSubject'] as Record<string, unknown>;
  const identifiers = subject['identifier'] as Record<string, unknown>[];
  const id = badge.id.slice(0, -drawn.localId.length) + plant();
  const listUrl = badge.credentialStatus.statusListCredential;
  const list = listUrl.slice(0, -drawn.place.listId.length) + plant();
  const index = plant();
  planted['id'] = id;
  planted['credentialStatus'] = {
    ...badge.credentialStatus,
    id: `${list}#${index}`,
    statusListIndex: index,
    statusListCredential: list,
  };
  planted['validFrom'] = plant();
  planted['awardedDate'] = plant();
  identifiers[0]!['identityHash'] = plant();
  if (drawn.salt !== undefined) identifiers[0]!['salt'] = plant();
  if (order.recipient.verifiedName !== undefined) identifiers[1]!['identityHash'] = plant();
  subject['id'] = order.recipient.did === undefined ? `${id}#recipient` : plant();
  if (order.validUntil !== undefined) planted['validUntil'] = plant();
  if (order.activityStartDate !== undefined) subject['activityStartDate'] = plant();
  if (order.activityEndDate !== undefined) subject['activityEndDate'] = plant();
  for (const result of (subject['result'] ?? []) as Record<string, unknown>[])
    if (result['value'] !== undefined) result['value'] = plant();
  for (const evidence of (planted['evidence'] ?? []) as Record<string, unknown>[]) {
    for (const name of ['id', ...EVIDENCE_TEXTS])
      if (evidence[name] !== undefined) evidence[name] = plant();
  }
  return { badge: planted, sentinels };
}
