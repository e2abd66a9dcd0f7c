import type { Document } from 'mongodb';
import { compare } from './order-of-values.js';

/** The model's update: a new document, or null where the update is refused. */
export function updated(
  document: Document,
  operator: string,
  path: string[],
  operand: unknown,
): Document | null {
  const [part = '', ...rest] = path;
  const out: Document = { ...document };
  const there: unknown = out[part];
  if (rest.length) {
    const isObject =
      typeof there === 'object' &&
      there !== null &&
      Object.getPrototypeOf(there) === Object.prototype;
    if (there === undefined && operator === '$unset') return out;
    if (there !== undefined && !isObject) return operator === '$unset' ? out : null;
    const inner = updated(there ?? {}, operator, rest, operand);
    if (!inner) return null;
    out[part] = inner;
    return out;
  }
  if (operator === '$unset') delete out[part];
  else if (operator === '$set') out[part] = operand;
  else if (operator === '$min' || operator === '$max') {
    const order = compare(operand, there);
    if (there === undefined || (operator === '$min' ? order < 0 : order > 0)) out[part] = operand;
  } else {
    if (there !== undefined && !Array.isArray(there)) return null;
    const list = (there ?? []) as unknown[];
    if (operator === '$push' || !list.some((item) => compare(item, operand) === 0))
      out[part] = [...list, operand];
  }
  return out;
}
