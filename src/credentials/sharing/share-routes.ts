import { Router, type Response } from 'express';
import { allowFraming } from '../../web/index.js';
import type { Credential } from '../credential.js';
import { createKeptFiles } from '../files/kept-files.js';
import { plainArt, type FindArt } from '../files/art.js';
import { qrSvg } from '../files/qr.js';
import type { FindVisible } from '../find-visible.js';
import type { OpenBadgeCredential } from '../open-badge.js';
import { standingOf } from '../page.js';
import type { ShowPage } from '../routes.js';
import type { Verification } from '../verify/index.js';
import { drawSocialCard } from './social-card.js';

export interface ShareRoutesDeps {
  readonly findVisible: FindVisible;
  readonly findArt: FindArt;
  readonly page: ShowPage;
  readonly verify: (input: string) => Promise<Verification>;
}

const MOST_KEPT_BYTES = 16_777_216;

const parse = (credential: Credential) => JSON.parse(credential.json) as OpenBadgeCredential;

/** Pictures are asked for from mail readers and other sites; none of them sends a cookie. */
function sendPicture(res: Response, type: string, picture: Buffer | string): void {
  res.set({ 'Cache-Control': 'private, no-cache', 'Cross-Origin-Resource-Policy': 'cross-origin' });
  res.type(type).send(picture);
}

/** What stands on other people's sites: the picture of a link, a QR code, a badge in a frame. */
export function createShareRoutes({ findVisible, findArt, page, verify }: ShareRoutesDeps): Router {
  const router = Router();
  const kept = createKeptFiles(MOST_KEPT_BYTES);

  const artOf = async ({ achievementId, achievementName }: Credential) =>
    (await findArt(achievementId)) ?? plainArt(achievementName);

  router.get('/credentials/:id/card.png', async (req, res) => {
    const credential = await findVisible(req, req.params.id);
    const draw = async () => drawSocialCard(parse(credential), (await artOf(credential)).png);
    sendPicture(res, 'image/png', await kept.get(`card ${credential.id}`, draw));
  });

  router.get('/credentials/:id/art.png', async (req, res) => {
    const credential = await findVisible(req, req.params.id);
    sendPicture(res, 'image/png', Buffer.from((await artOf(credential)).png));
  });

  router.get('/credentials/:id/qr.svg', async (req, res) => {
    const credential = await findVisible(req, req.params.id);
    sendPicture(res, 'image/svg+xml', qrSvg(parse(credential).id));
  });

  router.get('/credentials/:id/embed', async (req, res) => {
    res.set({ 'Cache-Control': 'private, no-cache', 'X-Robots-Tag': 'noindex' });
    const credential = await findVisible(req, req.params.id);
    const badge = parse(credential);
    const standing = standingOf(await verify(credential.json), credential);
    allowFraming(res, ['*']);
    page(res, 'credentials/embed', {
      title: badge.name,
      noindex: true,
      address: badge.id,
      art: `/credentials/${credential.id}/art.png`,
      alt: badge.credentialSubject.achievement.image?.caption ?? badge.name,
      name: badge.name,
      issuer: badge.issuer.name ?? badge.issuer.id,
      standing: req.t(`credentials.standing.${standing}.title`),
      kind: standing === 'valid' ? 'success' : standing === 'unknown' ? 'warn' : 'error',
    });
  });

  return router;
}
