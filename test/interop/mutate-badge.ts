import fc from 'fast-check';

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where terms of the two contexts of a badge are defined, as full IRIs. */
const IRIS: Readonly<Record<string, string>> = {
  id: '@id',
  type: '@type',
  credentialStatus: 'https://www.w3.org/2018/credentials#credentialStatus',
  validUntil: 'https://www.w3.org/2018/credentials#validUntil',
  validFrom: 'https://www.w3.org/2018/credentials#validFrom',
  issuer: 'https://www.w3.org/2018/credentials#issuer',
  credentialSubject: 'https://www.w3.org/2018/credentials#credentialSubject',
  credentialSchema: 'https://www.w3.org/2018/credentials#credentialSchema',
  statusListIndex: 'https://www.w3.org/ns/credentials/status#statusListIndex',
  statusPurpose: 'https://www.w3.org/ns/credentials/status#statusPurpose',
  achievement: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#achievement',
  criteria: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#Criteria',
  narrative: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#narrative',
  name: 'https://schema.org/name',
  description: 'https://schema.org/description',
  identifier: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#identifier',
  identityHash: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#identityHash',
  hashed: 'https://purl.imsglobal.org/spec/vc/ob/vocab.html#hashed',
};

/** One change of an object, at a member of it. */
type Change = (object: Json, name: string) => Json;

const withName =
  (rename: (name: string) => string): Change =>
  (object, name) =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key === name ? rename(key) : key, value]),
    );
const withValue =
  (change: (value: unknown) => unknown): Change =>
  (object, name) => ({ ...object, [name]: change(object[name]) });

/** Changes that leave the RDF as it is more often than not, and changes that never do. */
export const CHANGES: Readonly<Record<string, Change>> = {
  'renamed to its IRI': withName((name) => IRIS[name] ?? name),
  'renamed to a keyword': withName((name) => (['id', 'type'].includes(name) ? `@${name}` : name)),
  'put into a list': withValue((value) => [value]),
  'put into a list of lists': withValue((value) => [[value], null]),
  'taken out of a list': withValue((value) =>
    Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value,
  ),
  'turned round': withValue((value) =>
    Array.isArray(value) ? [...(value as unknown[])].reverse() : value,
  ),
  'said twice': withValue((value) => [value, value]),
  'written as a value object': withValue((value) =>
    typeof value === 'string' ? { '@value': value } : value,
  ),
  'written as a node': withValue((value) => (typeof value === 'string' ? { id: value } : value)),
  'written as a set': withValue((value) => ({ '@set': [value].flat() })),
  'written as text': withValue((value) =>
    typeof value === 'boolean' || typeof value === 'number' ? String(value) : value,
  ),
  'written as an IRI': withValue((value) =>
    JSON.parse(
      JSON.stringify(value).replace(
        /"(OpenBadgeCredential)"/g,
        '"https://purl.imsglobal.org/spec/vc/ob/vocab.html#$1"',
      ),
    ),
  ),
  nested: (object, name) => {
    const { [name]: value, ...rest } = object;
    return { ...rest, '@nest': { [name]: value } };
  },
  'moved into a node of the same name': (object, name) => {
    const { [name]: value, ...rest } = object;
    return { ...rest, '@included': [{ id: object['id'], [IRIS[name] ?? name]: value }] };
  },
  'moved to an index': (object, name) => ({ ...object, '@index': name }),
  dropped: (object, name) => {
    const rest = { ...object };
    delete rest[name];
    return rest;
  },
  'set to nothing': withValue(() => null),
  changed: withValue((value) => (typeof value === 'string' ? `${value}x` : 7)),
  'gained beside it': (object) => ({ ...object, evidence: [], validUntil: null }),
  'gained with a value': (object) => ({ ...object, humanCode: 'CS-101' }),
};

export interface Place {
  readonly path: readonly (string | number)[];
  readonly name: string;
}

/** Every member of every object below a value. */
export function placesIn(value: unknown, path: readonly (string | number)[] = []): Place[] {
  if (Array.isArray(value)) return value.flatMap((one, at) => placesIn(one, [...path, at]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    name === '@context' ? [] : [{ path, name }, ...placesIn(one, [...path, name])],
  );
}

export function changeAt(value: unknown, { path, name }: Place, change: Change): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return isObject(value) && name in value ? change(value, name) : value;
  if (Array.isArray(value))
    return value.map((one, at) =>
      at === first ? changeAt(one, { path: rest, name }, change) : one,
    );
  if (!isObject(value)) return value;
  return { ...value, [first]: changeAt(value[first], { path: rest, name }, change) };
}

/** A badge with one to three changes, and what they were. */
export const mutated = (badge: Json): fc.Arbitrary<{ badge: Json; how: string[] }> =>
  fc
    .array(fc.tuple(fc.nat(), fc.constantFrom(...Object.keys(CHANGES))), {
      minLength: 1,
      maxLength: 3,
    })
    .map((steps) => {
      let changed: unknown = badge;
      const how: string[] = [];
      for (const [at, kind] of steps) {
        const places = placesIn(changed);
        const place = places[at % places.length]!;
        changed = changeAt(changed, place, CHANGES[kind]!);
        how.push(`${[...place.path, place.name].join('/')} ${kind}`);
      }
      return { badge: changed as Json, how };
    });
