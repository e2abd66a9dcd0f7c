import type { Request, Response } from 'express';
import { InvalidInput, parseJson } from '../../base/index.js';
import { readBytes } from '../../web/index.js';

/** The most that a body may have, in bytes. */
export const BODY_BYTES = 262_144;

const read = readBytes(BODY_BYTES);
const isJson = (type: string): boolean => /^application\/([\w.-]+\+)?json\s*(;|$)/i.test(type);

/**
 * Reads a JSON body within its budget.
 * @returns the value, and the bytes that it was made of
 * @throws InvalidInput `request_unreadable` (400, 415), `too_large`
 */
export async function readJson(
  req: Request,
  res: Response,
): Promise<{ readonly value: unknown; readonly bytes: Uint8Array }> {
  await new Promise<void>((done, fail) => {
    void read(req, res, (error?: unknown) => {
      if (error === undefined) done();
      else fail(error instanceof Error ? error : new Error('unreadable'));
    });
  });
  const body: unknown = req.body;
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  if (bytes.length === 0) return { value: undefined, bytes };
  if (!isJson(req.headers['content-type'] ?? ''))
    throw new InvalidInput('request_unreadable', 'A body has to be JSON.', {
      status: 415,
      action: 'Send it with “Content-Type: application/json”.',
    });
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { value: parseJson(text, { depth: 20, values: 20_000 }), bytes };
  } catch (cause) {
    throw new InvalidInput('request_unreadable', 'The body is no JSON that can be read.', {
      status: 400,
      action: 'Send JSON in UTF-8, nested at most 20 deep.',
      cause,
    });
  }
}
