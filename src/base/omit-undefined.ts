type DefinedKeys<T> = { [K in keyof T]: undefined extends T[K] ? never : K }[keyof T];
type MaybeKeys<T> = { [K in keyof T]: undefined extends T[K] ? K : never }[keyof T];

/** The type of an object where members that may be undefined may be absent instead. */
export type OmitUndefined<T> = { [K in DefinedKeys<T>]: T[K] } & {
  [K in MaybeKeys<T>]?: Exclude<T[K], undefined>;
};

/**
 * Copies an object without the members that are undefined, for types in which a member is there or absent
 * (`exactOptionalPropertyTypes`) and for what is stored or sent as JSON.
 * @returns a new object; members keep their order; a member named `__proto__`, which only foreign data has, is left out
 */
export function omitUndefined<const T extends object>(object: T): OmitUndefined<T> {
  const kept: Record<string, unknown> = {};
  // By names: pairs would be garbage, of which a course of ten thousand makes a million.
  for (const name of Object.keys(object)) {
    const value = (object as Record<string, unknown>)[name];
    if (value !== undefined && name !== '__proto__') kept[name] = value;
  }
  return kept as OmitUndefined<T>;
}
