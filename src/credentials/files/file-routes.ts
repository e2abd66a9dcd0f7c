import { createHash } from 'node:crypto';
import { Router, type Request } from 'express';
import type { Usage } from '../../usage/index.js';
import type { Credential } from '../credential/credential.js';
import { FILE_TYPES, type FileKind, type MakeFile } from './badge-files.js';

export interface FileRoutesDeps {
  /** Finds a badge, if the request may see it. @throws NotFound `credential_not_found` */
  readonly findVisible: (req: Request, id: string) => Promise<Credential>;
  readonly makeFile: MakeFile;
  readonly usage: Pick<Usage, 'countAnswer'>;
}

/** @returns a file name that file systems accept, from the letters of the badge's name */
export const fileName = (name: string, extension: string): string => {
  const words = name.normalize('NFC').replace(/[^\p{L}\p{N}\p{M}]+/gu, '-');
  return `${words.replace(/^-|-$/g, '').slice(0, 60) || 'badge'}.${extension}`;
};

/** The CSP of a picture that is opened by itself: nothing is allowed. */
const NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox";

/**
 * `/credentials/<id>.<jwt|png|svg|pdf|zip>`: made on demand, seen by whoever may see the badge, revalidated by its
 * content's hash. Exported files go on verifying whoever may see the page: they carry all they need.
 * They are kept by their header alone: for a link with a `download` attribute in a frame, Chromium asks without the
 * partitioned cookie, and a private badge would not be found.
 */
export function createFileRoutes({ findVisible, makeFile, usage }: FileRoutesDeps): Router {
  const router = Router();
  for (const kind of Object.keys(FILE_TYPES) as FileKind[]) {
    router.get(`/credentials/:id.${kind}`, async (req, res) => {
      res.set({ Vary: 'Cookie, Accept-Language', 'Cache-Control': 'private, no-cache' });
      const credential = await findVisible(req, req.params.id);
      if (credential.visibility !== 'public') res.set('X-Robots-Tag', 'noindex, nofollow');
      const file = await makeFile(credential, kind, req.locale);
      res.set('ETag', `"${createHash('sha256').update(file).digest('base64url')}"`);
      if (kind === 'svg') res.set('Content-Security-Policy', NOTHING);
      // A picture is also displayed: on other sites, in a mail signature.
      if (kind !== 'png' || req.query.download !== undefined) {
        usage.countAnswer(req, res, credential.achievementId, kind);
        res.attachment(fileName(credential.achievementName, kind));
      }
      res.type(FILE_TYPES[kind]).send(file);
    });
  }
  return router;
}
