import { z } from 'zod';
import { NotFound } from '../../base/index.js';
import type { Tenant, Within } from './within.js';

/** The query of a list. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({
    description: 'How many resources a page has at most.',
  }),
  cursor: z
    .string()
    .regex(/^[\w-]{1,1000}$/)
    .optional()
    .meta({
      description: 'Where the page begins: `next` of the page before.',
    }),
});

export type ListQuery = z.output<typeof listQuery>;

/** A place in a list that goes on over tenants: the tenant, and the key of the last row that was given. */
const placeSchema = z.tuple([z.string(), z.string(), z.string()]);

const encode = (value: z.output<typeof placeSchema>): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

function decode(cursor: string): z.output<typeof placeSchema> {
  try {
    return placeSchema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw new NotFound('cursor_unknown', 'This cursor was not given by this list.', {
      action: 'Use `next` of the page before, or begin without a cursor.',
    });
  }
}

/** The tenants of an installation, in an order that stays. */
export interface ListTenants {
  (within: Within): Promise<readonly Tenant[]>;
}

/** So many tenants are looked into for a page: a page may be short and yet have a next one. */
const MOST_TENANTS = 50;

const keyOfTenant = ({ platformId, deploymentId }: Tenant): string =>
  JSON.stringify([platformId, deploymentId]);

/** Orders tenants the same way each time. */
export const byTenant = (one: Tenant, other: Tenant): number =>
  keyOfTenant(one) < keyOfTenant(other) ? -1 : Number(keyOfTenant(one) > keyOfTenant(other));

/**
 * Reads a page of what belongs to tenants, tenant by tenant, so that one index on the tenant and the key serves every page.
 * @param read gives rows of one tenant in the order of their keys, from after a key
 */
export async function pageOver<T>(
  listTenants: ListTenants,
  within: Within,
  { limit, cursor }: ListQuery,
  read: (tenant: Tenant, after: string, limit: number) => Promise<readonly T[]>,
  keyOf: (row: T) => string,
): Promise<{ rows: T[]; next: string | null }> {
  const from = cursor === undefined ? null : decode(cursor);
  const all = await listTenants(within);
  const place = from && { platformId: from[0], deploymentId: from[1] };
  const left = place === null ? all : all.filter((tenant) => byTenant(tenant, place) >= 0);
  const rows: T[] = [];
  for (const [index, tenant] of left.entries()) {
    if (index === MOST_TENANTS)
      return { rows, next: encode([tenant.platformId, tenant.deploymentId, '']) };
    const after = from !== null && place !== null && byTenant(tenant, place) === 0 ? from[2] : '';
    const found = await read(tenant, after, limit - rows.length + 1);
    const taken = found.slice(0, limit - rows.length);
    rows.push(...taken);
    if (found.length > taken.length) {
      const last = taken.at(-1);
      const key = last === undefined ? after : keyOf(last);
      return { rows, next: encode([tenant.platformId, tenant.deploymentId, key]) };
    }
  }
  return { rows, next: null };
}

/** A page as an endpoint's answer; its `next` is told in the body and as `Link`. */
export const pageReply = <T, R>(
  { rows, next }: { readonly rows: readonly T[]; readonly next: string | null },
  toRow: (row: T) => R,
) => ({ value: { data: rows.map(toRow), next }, next });
