/** A value that is made at first use and kept, for it never changes: a file of this program, read. */
export function lazy<V extends object>(make: () => V): () => V {
  let made: V | undefined;
  return () => (made ??= make());
}
