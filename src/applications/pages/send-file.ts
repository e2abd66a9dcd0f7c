import type { Response } from 'express';
import type { Deps } from '../deps.js';
import type { KeptFile } from '../keep/file-store.js';
import { dispositionOf } from '../model/file-name.js';

/**
 * Sends a file to be kept, never to be shown or run in this site's name: as an attachment of the type that its bytes have, which
 * nobody may guess anew, in a sandbox of no rights.
 */
export async function sendFile(
  { files }: Pick<Deps, 'files'>,
  res: Response,
  file: KeptFile,
): Promise<void> {
  res.setHeader('Content-Security-Policy', "default-src 'none'; sandbox; frame-ancestors 'none'");
  res.setHeader('X-Content-Type-Options', 'nosniff');
  res.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  res.setHeader('Cache-Control', 'private, no-store');
  res.setHeader('Content-Disposition', dispositionOf(file.name));
  res.setHeader('Content-Type', file.type);
  res.setHeader('Content-Length', String(file.size));
  for await (const chunk of files.read(file)) {
    if (res.destroyed) return;
    if (!res.write(chunk)) await new Promise<void>((go) => res.once('drain', go).once('close', go));
  }
  res.end();
}
