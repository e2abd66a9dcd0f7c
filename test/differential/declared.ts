import type { Case, Command, Outcome } from './engines.js';

/** A difference that stands, and why (src/embedded/README.md, "Where it differs"). */
interface Declared {
  readonly why: string;
  is(given: Case, embedded: Outcome, mongo: Outcome): boolean;
}

const last = ({ commands }: Case): Command => commands.at(-1) ?? new Map<string, unknown>();

/** The update of an `update` command; a Map where it has operators or is a replacement. */
const updateOf = (given: Case): ReadonlyMap<string, unknown> | undefined => {
  const [first] = (last(given).get('updates') ?? []) as ReadonlyMap<string, unknown>[];
  return first?.get('u') as ReadonlyMap<string, unknown> | undefined;
};

/** $add, $multiply, $concat, $concatArrays and the sets refuse an argument's type. */
const isOfArguments = ({ code }: { readonly code: number }): boolean =>
  [16554, 16555, 16702, 28664, 17041, 17043, 17047].includes(code);

const isNumbered = (path: unknown): boolean => /(^|\.)\d+(\.|$)/.test(String(path));

const keysOf = (given: Case): string[] => {
  const sort = last(given).get('sort');
  return sort instanceof Map ? [...(sort as Map<string, unknown>).keys()] : [];
};

export const DECLARED: readonly Declared[] = [
  {
    why: 'Of several things that are wrong another one may be told of.',
    is: (_given, embedded, mongo) => 'code' in embedded && 'code' in mongo,
  },
  {
    why: 'A replacement that names no _id and changes nothing is not counted as modified.',
    is(given, embedded, mongo) {
      const update = updateOf(given);
      const isReplacement = update && ![...update.keys()].some((key) => key.startsWith('$'));
      return Boolean(isReplacement) && 'answer' in embedded && 'answer' in mongo;
    },
  },
  {
    why: 'An upsert whose query fixes a field and something in it is inserted where a MongoDB sees a contradiction (54).',
    is: (_given, embedded, mongo) => 'answer' in embedded && 'code' in mongo && mongo.code === 54,
  },
  {
    why: 'A sort by several fields with a number in a path takes the position where a MongoDB may refuse (2, 16746).',
    is: (given) => keysOf(given).length > 2 && keysOf(given).some(isNumbered),
  },
  {
    why: 'Of several arguments of which one is null and one before it is of a wrong type the null decides.',
    is: (given, embedded, mongo) =>
      last(given).has('pipeline') &&
      'answer' in embedded &&
      'code' in mongo &&
      isOfArguments(mongo),
  },
  {
    why: 'Bits of a Decimal128 beyond 64 bits are not there; a MongoDB tests those of the nearest integer.',
    is: (given) => JSON.stringify([...last(given)], plain).includes('"$bits'),
  },
];

function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...(value as Map<string, unknown>)] : value;
}
