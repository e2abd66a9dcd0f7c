import { createServer } from 'node:net';

const isTaken = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'EADDRINUSE';

/** Starts something at a wished port, or at any free one where that is taken. */
export async function startNear<T>(
  start: (port: number) => Promise<T>,
  wished: number,
): Promise<T> {
  try {
    return await start(wished);
  } catch (error) {
    if (wished === 0 || !isTaken(error)) throw error;
    return start(0);
  }
}

/**
 * A port that is free now where the tool will listen: its address is part of its settings, so it is known before it listens.
 * @param host what will be listened on
 */
export async function findPort(host: string, wished: number): Promise<number> {
  const probe = await startNear(
    (port) =>
      new Promise<ReturnType<typeof createServer>>((done, failed) => {
        const server = createServer().once('error', failed);
        server.listen(port, host, () => done(server));
      }),
    wished,
  );
  const address = probe.address();
  await new Promise((done) => probe.close(done));
  if (address === null || typeof address !== 'object') throw new Error(`no free port on ${host}`);
  return address.port;
}
