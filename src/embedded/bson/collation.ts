import { CommandError, notImplemented } from '../errors.js';
import { memo } from '../memo.js';
import { isDoc, isNumeric, toNumber, type Doc, type Value } from './values.js';

/**
 * How strings compare. Equality is by a folded form (which index keys hold too); order is the
 * locale's, by ICU, so an index with a collation serves equality and never order or ranges.
 */
export interface Collation {
  /** What makes two collations the same one. */
  readonly id: string;
  readonly spec: Doc;
  fold(text: string): string;
  compare(a: string, b: string): number;
}

type Strength = 1 | 2 | 3;

/** Options whose only value here is MongoDB's default; another is refused by name. */
const DEFAULTS: Record<string, Value> = {
  caseLevel: false,
  caseFirst: 'off',
  numericOrdering: false,
  alternate: 'non-ignorable',
  maxVariable: 'punct',
  normalization: false,
  backwards: false,
};

/** Reads a `collation` document; `simple` (binary comparison) and an empty one are `null`. */
export function parseCollation(value: Value | undefined): Collation | null {
  if (value === undefined || value === null) return null;
  if (!isDoc(value)) throw new CommandError('TypeMismatch', "'collation' must be an object");
  if (value.size === 0) return null;
  const locale = value.get('locale');
  if (typeof locale !== 'string')
    throw new CommandError(40414, "BSON field 'collation.locale' is missing but a required field");
  checkOptions(value);
  if (locale === 'simple') return null;
  return collationOf(locale, readStrength(value.get('strength')));
}

/** ICU's collators are dear to make, and a client may name any number of locales. */
const collationOf = memo(100, build);

function checkOptions(spec: Doc): void {
  for (const [key, value] of spec) {
    if (key === 'locale' || key === 'strength' || key === 'version') continue;
    if (!(key in DEFAULTS))
      throw new CommandError(40415, `BSON field 'collation.${key}' is an unknown field.`);
    if (value !== DEFAULTS[key]) throw notImplemented(`The collation option '${key}'`);
  }
}

function readStrength(value: Value | undefined): Strength {
  if (value === undefined) return 3;
  const strength = isNumeric(value) ? toNumber(value) : NaN;
  if (strength === 1 || strength === 2 || strength === 3) return strength;
  if (strength === 4 || strength === 5) throw notImplemented(`The collation strength ${strength}`);
  throw new CommandError('BadValue', 'collation strength must be a number from 1 to 5');
}

function build(locale: string, strength: Strength): Collation {
  const tag = locale.replaceAll('_', '-');
  let supported: string[];
  try {
    supported = Intl.Collator.supportedLocalesOf(tag);
  } catch {
    supported = [];
  }
  if (!supported.length)
    throw new CommandError('BadValue', `Field 'locale' is invalid in: { locale: "${locale}" }`);
  const sensitivity = ({ 1: 'base', 2: 'accent', 3: 'variant' } as const)[strength];
  const { compare } = new Intl.Collator(tag, { sensitivity });
  const fold = FOLDS[strength];
  return {
    id: `${locale}/${strength}`,
    fold,
    spec: specOf(locale, strength),
    compare: (a, b) => (fold(a) === fold(b) ? 0 : compare(a, b) || (fold(a) < fold(b) ? -1 : 1)),
  };
}

const FOLDS: Record<Strength, (text: string) => string> = {
  1: (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toUpperCase().toLowerCase(),
  2: (text) => text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFC'),
  3: (text) => text.normalize('NFC'),
};

/** The collation as `listIndexes` shows it, with every default written out. */
function specOf(locale: string, strength: number): Doc {
  const spec: Doc = new Map<string, Value>([['locale', locale]]);
  for (const [key, value] of Object.entries(DEFAULTS)) spec.set(key, value);
  spec.set('strength', BigInt(strength));
  spec.set('version', '57.1');
  return spec;
}
