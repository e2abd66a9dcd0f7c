import { NotCovered } from './not-covered.js';
import { isObject } from './schema-check.js';

type Json = Record<string, unknown>;

/** Whether a value is empty in JSON-LD. */
const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || (Array.isArray(value) && value.every(isNothing));

const itemsOf = (value: unknown): unknown[] =>
  [value].flat(Infinity).filter((one) => !isNothing(one));

/** Whether a value has the longer form `{"@value": …}`. */
const isValueObject = (value: Json): boolean => '@value' in value;

/** Whether a node has nothing but its id, so that it may be written as that id. */
const isNameAlone = (value: unknown): value is { id: string } =>
  isObject(value) && typeof value['id'] === 'string' && Object.keys(value).length === 1;

function layOutObject(own: Json, signed: Json, isJoined: boolean): Json {
  const laidOut: Json = {};
  for (const [name, value] of Object.entries(own)) {
    // Contexts are not compared: their effect is.
    if (name === '@context') laidOut[name] = value;
    if (name === '@context' || isNothing(value)) continue;
    // Other keywords have no meaning in RDF.
    if (name.startsWith('@') || !Object.hasOwn(signed, name)) throw new NotCovered(name);
    laidOut[name] = layOut(value, signed[name], name, isJoined);
  }
  for (const [name, value] of Object.entries(signed)) {
    if (name === '@context' || Object.hasOwn(laidOut, name) || isNothing(value)) continue;
    if (!isJoined) throw new NotCovered(name);
    laidOut[name] = value;
  }
  return laidOut;
}

function layOutNode(own: Json, signed: unknown, name: string, isJoined: boolean): unknown {
  if (isValueObject(own)) return signed;
  if (isObject(signed)) return layOutObject(own, signed, isJoined);
  if (isNameAlone(own)) return { id: signed };
  throw new NotCovered(name);
}

function layOutItems(own: unknown, signed: unknown, name: string, isJoined: boolean): unknown {
  const items = itemsOf(own);
  const those = itemsOf(signed);
  const isLonger = isJoined && name === 'type' && those.length > items.length;
  if (items.length !== those.length && !isLonger) throw new NotCovered(name);
  const all = those.map((one, at) =>
    at < items.length ? layOut(items[at], one, name, isJoined) : one,
  );
  return Array.isArray(own) || all.length !== 1 ? all : all[0];
}

/**
 * Arranges what was signed as the document is arranged. Lists of one, longer forms of values and empty members do not
 * matter; a member that only one of the two has does.
 * @param own the document as it was handed in
 * @param signed the same, expanded and compacted again
 * @param isJoined whether `signed` may say more of a node, from another place of the document
 * @returns what was signed
 * @throws NotCovered
 */
export function layOut(own: unknown, signed: unknown, name: string, isJoined = false): unknown {
  if (Object.is(own, signed)) return own;
  if (Array.isArray(own) || Array.isArray(signed)) {
    // JSON literals may contain lists of lists.
    if (JSON.stringify(own) === JSON.stringify(signed)) return own;
    return layOutItems(own, signed, name, isJoined);
  }
  if (isObject(own)) return layOutNode(own, signed, name, isJoined);
  if (!isObject(signed)) return signed;
  if (isNameAlone(signed)) return signed.id;
  if (isJoined || isValueObject(signed)) return signed;
  throw new NotCovered(name);
}
