import { OPEN_BADGE_SCHEMA } from './ob-schema.js';
import type { Schema } from './schema.js';
import { isObject } from './schema-check.js';

type Json = Record<string, unknown>;

/**
 * How Open Badges 3.0, Appendix B, writes a member: always as a list; always as one value; as a list of objects in one
 * class and as text in another; or as either.
 */
type Arrangement = 'list' | 'one' | 'objects' | 'either';

const arrangementOf = ({ type, anyOf, allOf }: Schema): Arrangement => {
  if (anyOf?.some((one) => one.type === 'array')) return 'either';
  if (type === 'array' || allOf?.some((one) => one.type === 'array')) return 'list';
  return 'one';
};

/** Classes whose `type` is a text; all others of Open Badges 3.0 and learner records have a list of them. */
const PLAIN_TYPES = new Set(['Image', 'IdentityObject', 'IdentifierEntry', 'Association']);
/**
 * Services that a badge names (VC 2.0, 4.10 to 4.13) have one `type` as a text, whatever it is; these members hold
 * them.
 */
const SERVICES = new Set(['credentialStatus', 'credentialSchema', 'refreshService']);
const CLASSES = new Set(
  [
    ...Object.keys(OPEN_BADGE_SCHEMA.$defs),
    ...['VerifiableCredential', 'OpenBadgeCredential', 'AchievementCredential'],
    ...['EndorsementSubject', 'ClrCredential', 'ClrSubject'],
  ].filter((name) => !PLAIN_TYPES.has(name)),
);

function readArrangements(): ReadonlyMap<string, Arrangement> {
  const found = new Map<string, Arrangement>();
  for (const { properties = {} } of [
    OPEN_BADGE_SCHEMA,
    ...Object.values(OPEN_BADGE_SCHEMA.$defs),
  ] as Schema[])
    for (const [name, schema] of Object.entries(properties)) {
      const arrangement = arrangementOf(schema);
      const before = found.get(name) ?? arrangement;
      found.set(name, before === arrangement ? arrangement : 'objects');
    }
  for (const name of ['type', '@context', 'proof']) found.set(name, 'either');
  return found;
}

const ARRANGEMENTS = readArrangements();

function arrangeType(value: unknown): unknown {
  if (typeof value === 'string') return CLASSES.has(value) ? [value] : value;
  const [first, ...others] = Array.isArray(value) ? (value as unknown[]) : [];
  return others.length === 0 && PLAIN_TYPES.has(first as string) ? first : value;
}

/** Writes a service's only type as a text. */
function arrangeService(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(arrangeService);
  const types = isObject(value) ? value['type'] : undefined;
  const isOne = Array.isArray(types) && types.length === 1;
  return isOne ? { ...(value as Json), type: types[0] as unknown } : value;
}

function arrangeMember(name: string, given: unknown): unknown {
  const value = SERVICES.has(name) ? arrangeService(given) : given;
  if (name === 'type') return arrangeType(value);
  if (name === '@context' || name === 'proof') return value;
  const arrangement = ARRANGEMENTS.get(name);
  const arranged = arrangeLists(value);
  const isList = arrangement === 'list' || (arrangement === 'objects' && isObject(arranged));
  if (isList) return Array.isArray(arranged) ? arranged : [arranged];
  const isOne = arrangement === 'one' && Array.isArray(arranged) && arranged.length === 1;
  return isOne ? (arranged as unknown[])[0] : arranged;
}

/** What the subject of a learner record has lists of (CLR 2.0, B.1.2), where a badge may have one value. */
const RECORD_LISTS = new Set(['achievement', 'association', 'verifiableCredential']);

/**
 * Writes each member of a badge as a list, or as one value, as Open Badges 3.0 has it: one value and a list of one are
 * the same in JSON-LD, and no RDF signature tells them apart. Members that the specification does not name stay as they
 * are.
 */
export function arrangeLists(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(arrangeLists);
  if (!isObject(value)) return value;
  const arranged: Json = {};
  const isOfRecord = [value['type']].flat().includes('ClrSubject');
  for (const [name, member] of Object.entries(value)) {
    // Null means that there is no value (JSON-LD 1.1 API, 5.1).
    if (member === null) continue;
    const one = arrangeMember(name, member);
    arranged[name] = isOfRecord && RECORD_LISTS.has(name) ? [one].flat() : one;
  }
  return arranged;
}
