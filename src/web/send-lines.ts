import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';

/**
 * Sends a text while it is made, such as a file of many rows: part by part, the next one made when the last was taken, and none
 * any more once nobody takes them.
 * @param parts of a few kilobytes each. What they throw ends the answer, which then is told as broken off
 */
export async function sendLines(res: Response, parts: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(parts, { highWaterMark: 1 }), res);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
