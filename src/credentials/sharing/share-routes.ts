import { Router, type Response } from 'express';
import { allowFraming, type Web } from '../../web/index.js';
import { addressIdOf, pageUrlOf } from '../credential/address.js';
import { badgeOf } from '../credential/badge-of.js';
import { createKeptFiles } from '../../base/index.js';
import type { ArtOf, DrawFile } from '../files/draw.js';
import { qrSvg } from '../certificate/qr.js';
import { fileName } from '../files/file-routes.js';
import type { FindVisible } from '../credential/find-visible.js';
import { nameIssuer } from '../credential/name-issuer.js';
import type { Verification } from '../verify/index.js';
import { standingOf } from '../credential/standing.js';

export interface ShareRoutesDeps {
  readonly findVisible: FindVisible;
  readonly artOf: ArtOf;
  readonly draw: DrawFile;
  readonly page: Web['page'];
  readonly verify: (input: string) => Promise<Verification>;
}

const MOST_KEPT_BYTES = 16_777_216;

/** Pictures are asked for from mail readers and other sites; none of them sends a cookie. */
function sendPicture(res: Response, type: string, picture: Buffer | string): void {
  res.set({ 'Cache-Control': 'private, no-cache', 'Cross-Origin-Resource-Policy': 'cross-origin' });
  res.type(type).send(picture);
}

/** What stands on other people's sites: the picture of a link, a QR code, a badge in a frame. */
export function createShareRoutes({
  findVisible,
  artOf,
  draw,
  page,
  verify,
}: ShareRoutesDeps): Router {
  const router = Router();
  const kept = createKeptFiles(MOST_KEPT_BYTES);

  router.get('/credentials/:id/card.png', async (req, res) => {
    const credential = await findVisible(req, req.params.id);
    const { id } = credential;
    const card = await kept.get(`card ${id}`, async () => {
      const art = (await artOf(credential)).png;
      return draw({ make: 'card', badge: badgeOf(credential), art }, id);
    });
    if (req.query.download !== undefined)
      res.attachment(fileName(`${credential.achievementName} card`, 'png'));
    sendPicture(res, 'image/png', card);
  });

  router.get('/credentials/:id/art.png', async (req, res) => {
    const credential = await findVisible(req, req.params.id);
    sendPicture(res, 'image/png', Buffer.from((await artOf(credential)).png));
  });

  router.get('/credentials/:id/qr.svg', async (req, res) => {
    const credential = await findVisible(req, req.params.id);
    sendPicture(res, 'image/svg+xml', qrSvg(pageUrlOf(credential, badgeOf(credential).id)));
  });

  router.get('/credentials/:id/embed', async (req, res) => {
    res.set({ 'Cache-Control': 'private, no-cache', 'X-Robots-Tag': 'noindex' });
    const credential = await findVisible(req, req.params.id);
    const verification = await verify(credential.json);
    const badge = badgeOf(credential, verification);
    const standing = standingOf(verification, credential);
    allowFraming(res, ['*']);
    page(res, 'credentials/embed', {
      title: badge.name,
      noindex: true,
      address: pageUrlOf(credential, badge.id),
      art: `/credentials/${addressIdOf(credential)}/art.png`,
      alt: badge.credentialSubject.achievement.image?.caption ?? badge.name,
      name: badge.name,
      issuer: nameIssuer(badge.issuer),
      standing: req.t(`credentials.standing.${standing}.title`),
      kind: standing === 'valid' ? 'success' : standing === 'unknown' ? 'warn' : 'error',
    });
  });

  return router;
}
