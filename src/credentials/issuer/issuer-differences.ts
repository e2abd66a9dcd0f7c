import type { IssuerRecord } from './issuer-store.js';

const FIELDS = [
  ...(['name', 'url', 'identity', 'pictureId', 'pictureAlt', 'email', 'description'] as const),
  ...(['brand', 'hasCatalogue', 'isInUse'] as const),
];

/** @returns the fields that differ, each before and after: for the audit log */
export function differences(before: Partial<IssuerRecord>, after: IssuerRecord) {
  const plain = (record: Partial<IssuerRecord>, field: (typeof FIELDS)[number]) => {
    const value = record[field] ?? null;
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  };
  const changed = FIELDS.filter((field) => plain(before, field) !== plain(after, field));
  return Object.fromEntries(
    changed.flatMap((field) => [
      [`${field} before`, plain(before, field)],
      [`${field} after`, plain(after, field)],
    ]),
  );
}
