import { Router, type Response } from 'express';
import { allowFraming, type Web } from '../../web/index.js';
import { addressIdOf, pageUrlOf } from '../credential/address.js';
import { badgeOf } from '../credential/badge-of.js';
import type { ArtOf } from '../files/draw.js';
import type { MakeCard } from '../files/make-card.js';
import { qrSvg } from '../certificate/qr.js';
import { fileName } from '../files/file-routes.js';
import type { FindVisible } from '../credential/find-visible.js';
import type { FindSchool } from '../school/school.js';
import type { Verification } from '../verify/index.js';
import { languageOf } from '../verify/language-of.js';
import { standingOf } from '../credential/standing.js';

export interface ShareRoutesDeps {
  readonly findVisible: FindVisible;
  readonly artOf: ArtOf;
  readonly makeCard: MakeCard;
  readonly page: Web['page'];
  readonly verify: (input: string) => Promise<Verification>;
  readonly findSchool: FindSchool;
}

/** Sends a picture that mail readers and other sites request, none of which sends a cookie. */
function sendPicture(res: Response, type: string, picture: Buffer | string): void {
  res.set({ 'Cache-Control': 'private, no-cache', 'Cross-Origin-Resource-Policy': 'cross-origin' });
  res.type(type).send(picture);
}

/** The routes of what appears on other sites: the picture of a link, a QR code, a badge in a frame. */
export function createShareRoutes({
  findVisible,
  artOf,
  makeCard,
  page,
  verify,
  findSchool,
}: ShareRoutesDeps): Router {
  const router = Router();

  router.get('/credentials/:id/card.png', async (req, res) => {
    const credential = await findVisible(req, req.params.id);
    res.set('Vary', 'Cookie, Accept-Language');
    const card = await makeCard(credential, req.locale);
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
    res.set({
      Vary: 'Accept-Language, Cookie, Sec-Fetch-Dest',
      'Cache-Control': 'private, no-cache',
      'X-Robots-Tag': 'noindex',
    });
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
      language: languageOf(badge.credentialSubject.achievement['inLanguage']),
      school: await findSchool({ issuerId: credential.issuerId, issuer: badge.issuer }),
      standing: req.t(`credentials.standing.${standing}.title`),
      kind: standing === 'valid' ? 'success' : standing === 'unknown' ? 'warn' : 'error',
    });
  });

  return router;
}
