import { Binary, BSONRegExp, Decimal128, Int32, ObjectId, Timestamp } from 'bson';
import { isDoc, type Value } from './values.js';

/** A value as MongoDB writes it in its messages. */
export function display(value: Value | undefined): string {
  if (value === undefined || value === null) return 'null';
  if (typeof value === 'string')
    return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[ ${value.map(display).join(', ')} ]`;
  if (isDoc(value))
    return value.size
      ? `{ ${[...value].map(([name, field]) => `${name}: ${display(field)}`).join(', ')} }`
      : '{}';
  return displayInstance(value);
}

function displayInstance(value: object): string {
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Decimal128) return `Decimal128('${value.toString()}')`;
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (value instanceof Timestamp) return `Timestamp(${value.t}, ${value.i})`;
  if (value instanceof Binary)
    return `BinData(${value.sub_type}, ${value.toString('hex').toUpperCase()})`;
  return value.constructor.name;
}
