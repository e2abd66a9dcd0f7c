/**
 * Does something for each item, a few at a time and begun in their order. After a failure nothing more is begun, and what is
 * under way is waited for: nothing goes on behind the caller's back.
 * @param most how many are under way at a time
 * @returns the results in the items' order
 * @throws what failed first
 */
export async function mapInFlight<T, R>(
  items: readonly T[],
  most: number,
  run: (item: T) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  const failures: unknown[] = [];
  let next = 0;
  const go = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const at = next++;
      try {
        results[at] = await run(items[at] as T);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: most }, go));
  if (failures.length > 0) throw failures[0];
  return results;
}
