/**
 * Calls `read` and makes a promise of what it gives, to be awaited by many. What only looks like a promise may be another matter:
 * a query of mongoose is sent each time that somebody awaits it, and throws the second time.
 */
export async function once<T>(read: () => PromiseLike<T>): Promise<T> {
  return await read();
}
