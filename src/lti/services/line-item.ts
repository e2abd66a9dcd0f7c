import { z } from 'zod';

/** A column of the gradebook that belongs to this tool (AGS 2.0, 3.2.8). */
export interface LineItem {
  /** The line item's address, which is its identity. */
  readonly id: string;
  readonly label: string;
  readonly scoreMaximum: number;
  readonly resourceId?: string;
  readonly tag?: string;
  readonly resourceLinkId?: string;
  readonly startDateTime?: string;
  readonly endDateTime?: string;
}

export type NewLineItem = Omit<LineItem, 'id'>;

/**
 * The tag (AGS 2.0, 3.2.10) of mirror columns, which are only read: a teacher's formula fills them. Moodle overrides
 * such a column for good when a score is posted to it or its maximum changes.
 */
export const READ_ONLY_TAG = 'laurel-mirror';

export const AGS_SCOPES = {
  lineItem: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem',
  lineItemReadonly: 'https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly',
  result: 'https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly',
  score: 'https://purl.imsglobal.org/spec/lti-ags/scope/score',
} as const;

/** Media types of AGS, which platforms check exactly (Moodle answers any other with 400). */
export const AGS_MEDIA = {
  lineItem: 'application/vnd.ims.lis.v2.lineitem+json',
  lineItems: 'application/vnd.ims.lis.v2.lineitemcontainer+json',
  results: 'application/vnd.ims.lis.v2.resultcontainer+json',
  score: 'application/vnd.ims.lis.v1.score+json',
} as const;

const text = z.string().max(4_000);
const word = text.optional().catch(undefined);

/** Leaves out members that are absent, and the empty strings that Moodle sends for them. */
function present<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(kept) as never;
}

export const lineItemSchema = z
  .object({
    id: z.url({ protocol: /^https?$/ }),
    label: text.catch(''),
    // NaN where the platform sent no readable number: the column exists, and its maximum is not known.
    scoreMaximum: z.coerce.number().nonnegative().catch(Number.NaN),
    resourceId: word,
    tag: word,
    resourceLinkId: word,
    startDateTime: word,
    endDateTime: word,
  })
  .transform(({ id, label, scoreMaximum, ...rest }): LineItem => ({
    id,
    label,
    scoreMaximum,
    ...present(rest),
  }));

/**
 * Makes the address of a line item's results or scores: the segment goes into the path, before a query such as Moodle's
 * `?type_id=1` (AGS 2.0, 3.3.3 and 3.4.2).
 */
export function subAddress(
  lineItemUrl: string,
  part: 'results' | 'scores',
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(lineItemUrl);
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${part}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
