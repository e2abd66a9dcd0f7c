import { isDoc, type Doc, type Value } from './bson/values.js';
import type { OnExamined } from './storage/find.js';

/** A query that read many documents of a collection because no index served it. */
export interface Scan {
  namespace: string;
  documents: number;
  /** The query with every value replaced by `?`. */
  shape: string;
}

export type OnScan = (scan: Scan) => void;

const MANY = 10_000;

/** Tells of scans of more than 10,000 documents. */
export function scanLogger(onScan: OnScan): OnExamined {
  return ({ namespace }, { filter, sort }, { plan, documents }) => {
    if (plan || documents <= MANY) return;
    const parts = [`filter: ${shapeOf(filter)}`];
    if (sort?.size) parts.push(`sort: { ${[...sort.keys()].join(', ')} }`);
    onScan({ namespace, documents, shape: parts.join(', ') });
  };
}

function shapeOf(value: Value): string {
  if (isDoc(value)) return docShape(value);
  if (Array.isArray(value)) return value.some(isDoc) ? `[${value.map(shapeOf).join(', ')}]` : '[?]';
  return '?';
}

function docShape(value: Doc): string {
  if (!value.size) return '{}';
  return `{ ${[...value].map(([name, field]) => `${name}: ${shapeOf(field)}`).join(', ')} }`;
}
