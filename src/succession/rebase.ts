import type { Connection } from '../store/index.js';

/** Collections whose rows hold addresses of the platform. */
const WITH_ADDRESSES = [
  ...['lti_contexts', 'lti_resource_links', 'rules', 'rule_drafts'],
  ...['mirror_columns', 'badge_columns', 'canvas_courses'],
] as const;

/** A platform's address from another: everything below it moved along. */
export interface Moved {
  readonly from: string;
  readonly to: string;
}

/** Issuers are written with and without a slash at the end. */
const base = (issuer: string) => (issuer.endsWith('/') ? issuer.slice(0, -1) : issuer);

/** The address under the platform's new one; whatever is not below the old one stays. */
export function rebase(value: unknown, moved: Moved): unknown {
  if (Array.isArray(value)) return value.map((each) => rebase(each, moved));
  if (typeof value === 'string') {
    const [from, to] = [base(moved.from), base(moved.to)];
    const isBelow = value === from || value.startsWith(`${from}/`) || value.startsWith(`${from}?`);
    return isBelow ? `${to}${value.slice(from.length)}` : value;
  }
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, rebase(inner, moved)]),
  );
}

/** Rewrites what is kept of a platform after its address changed. Done again, it changes nothing. */
export async function rebaseRows(
  connection: Connection,
  platformId: string,
  moved: Moved,
): Promise<void> {
  for (const name of WITH_ADDRESSES) {
    const rows = connection.collection<{ readonly _id: string }>(name);
    for await (const row of rows.find({ platformId } as object)) {
      const { _id, ...fields } = row;
      const set = Object.fromEntries(
        Object.entries(fields)
          .map(([field, value]) => [field, value, rebase(value, moved)] as const)
          .filter(([, before, after]) => JSON.stringify(before) !== JSON.stringify(after))
          .map(([field, , after]) => [field, after]),
      );
      if (Object.keys(set).length > 0) await rows.updateOne({ _id }, { $set: set });
    }
  }
}
