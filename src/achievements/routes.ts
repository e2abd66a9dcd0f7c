import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { NotFound, type Clock } from '../base/index.js';
import { allowFraming, limitRate, wantsPage, type Web } from '../web/index.js';
import { versionUrl, type AchievementVersion } from './achievement.js';
import { drawArt, renderPng } from './art/draw-art.js';
import { toLinkedData, type OpenBadgeAchievement } from './build-open-badge.js';
import type { Achievements } from './create-achievements.js';
import { buildPreview } from './preview.js';
import type { Picture } from './read-picture.js';
import type { PictureFormat } from './show-art.js';

interface Deps {
  readonly achievements: Pick<Achievements, 'get' | 'getVersion' | 'toOpenBadge'>;
  readonly drawVersion: (version: AchievementVersion, format: PictureFormat) => Promise<Buffer>;
  readonly findPicture: (id: string) => Promise<Picture | null>;
  readonly web: Pick<Web, 'page'>;
  readonly clock: Clock;
  readonly publicUrl: string;
}

const TYPES: Record<PictureFormat, string> = { svg: 'image/svg+xml', png: 'image/png' };
const FOREVER = 'public, max-age=31536000, immutable';
/** A drawing of what cannot be read is one without it. */
const artQuery = z.object({
  template: z.string().max(30).catch(''),
  palette: z.string().max(30).catch(''),
  text: z.string().trim().max(120).catch(''),
});

function notFound(): NotFound {
  return new NotFound('achievement_unknown', 'There is no such badge here.');
}

/** A drawing opened by itself runs nothing and fetches nothing, whoever made it. */
function sendPicture(res: Response, format: PictureFormat, bytes: Buffer): void {
  res.setHeader('Content-Security-Policy', "default-src 'none'; img-src data:; sandbox");
  res.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
  res.setHeader('Cache-Control', FOREVER);
  res.type(TYPES[format]).send(bytes);
}

const formatOf = (text: unknown): PictureFormat | null =>
  text === 'svg' || text === 'png' ? text : null;

/** The public pages of what can be earned, its JSON and its pictures. Drafts are not found here. */
export function createAchievementRoutes(deps: Deps): Router {
  const { achievements, web } = deps;
  const routes = Router();
  const slowDown = limitRate({ clock: deps.clock, limit: 240, windowMs: 60_000 });

  async function versionOf(req: Request): Promise<AchievementVersion> {
    const { id = '', version } = req.params as { id?: string; version?: string };
    if (version === undefined) {
      const { latestVersion } = await achievements.get(id);
      return achievements.getVersion(id, latestVersion);
    }
    if (!/^[1-9]\d{0,5}$/.test(version)) throw notFound();
    return achievements.getVersion(id, Number(version));
  }

  function show(req: Request, res: Response, version: AchievementVersion): void {
    const badge: OpenBadgeAchievement = achievements.toOpenBadge(version);
    res.vary('Accept');
    if (!wantsPage(req)) {
      res.type('application/json').send(JSON.stringify(toLinkedData(badge), null, 2));
      return;
    }
    allowFraming(res, ['*']);
    const path = versionUrl('', version.achievementId, version.version);
    web.page(res, 'achievements/show', {
      title: version.content.name,
      preview: buildPreview(version.content, `${path}/image.svg`),
      version: version.version,
      publishedAt: version.publishedAt,
    });
  }

  routes.get('/achievements/art.svg', slowDown, (req, res) => {
    const { template, palette, text } = artQuery.parse(req.query);
    sendPicture(res, 'svg', Buffer.from(drawArt({ template, palette, text, alt: text })));
  });

  routes.get('/achievements/pictures/:file', slowDown, async (req, res) => {
    const [id = '', format] = String(req.params.file).split('.');
    const picture = formatOf(format) === 'png' ? await deps.findPicture(id) : null;
    if (picture === null) throw notFound();
    const { type, bytes } = picture;
    sendPicture(res, 'png', type === 'png' ? bytes : renderPng(bytes.toString('utf8')));
  });

  routes.get('/achievements/:id/versions/:version/image.:format', slowDown, async (req, res) => {
    const format = formatOf(req.params.format);
    if (format === null) throw notFound();
    sendPicture(res, format, await deps.drawVersion(await versionOf(req), format));
  });

  routes.get(['/achievements/:id', '/achievements/:id/versions/:version'], async (req, res) => {
    show(req, res, await versionOf(req));
  });

  return routes;
}
