/**
 * Delays making a value to its first use and keeps it. For values that never change, such as a file of this program.
 */
export function lazy<V extends object>(make: () => V): () => V {
  let made: V | undefined;
  return () => (made ??= make());
}
