import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { createKeptFiles, networkOf, NotFound, type Clock } from '../base/index.js';
import type { ShownEndorsement } from '../open-badges/index.js';
import { limitRate, wantsPage, type Web } from '../web/index.js';
import {
  originOf,
  versionUrl,
  type AchievementOwner,
  type AchievementVersion,
} from './achievement.js';
import { drawArt } from './art/draw-art.js';
import { readArt } from './composed/art-url.js';
import type { Compose } from './composed/compose.js';
import { iconSprite } from './composed/icons.js';
import { artOfChoice, findLook, inPalette } from './composed/looks.js';
import type { ComposedArt } from './composed/spec.js';
import { toLinkedData } from './build-open-badge.js';
import { contentIn, editionLinks, editionUrl, languageFor } from './editions.js';
import { buildCtdl, ctdlDocument, CTDL_TYPE, type Publisher } from './build-ctdl.js';
import type { AchievementContent } from './content.js';
import { buildPreview } from './preview.js';
import type { Draw } from './draw.js';
import type { Picture } from './read-picture.js';
import type { PictureFormat } from './show-art.js';
import type { Achievements } from './achievements.js';

/** Finds kinds, categories and levels by their ids. */
export type FindTerms = (
  ids: readonly string[],
) => Promise<readonly { readonly facet: string; readonly name: string }[]>;

interface Deps {
  readonly findTerms: FindTerms;
  readonly achievements: Pick<Achievements, 'get' | 'getVersion' | 'toOpenBadge'>;
  readonly drawVersion: (version: AchievementVersion, format: PictureFormat) => Promise<Buffer>;
  readonly draw: Draw;
  readonly compose: Compose;
  readonly findPicture: (id: string) => Promise<Picture | null>;
  /** Keeps what was drawn of an upload from before drawings were kept. */
  readonly keepDrawn: (picture: Picture) => Promise<void>;
  readonly web: Pick<Web, 'page'>;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** @returns who gives an owner's badges now; null where nobody can be named */
  readonly findPublisher: (owner: AchievementOwner) => Promise<Publisher | null>;
  readonly findProgrammes: FindProgrammes;
  /** @returns what a version is endorsed by */
  readonly findEndorsements: FindEndorsements;
}

/** Where a badge leads: a programme that names it, at the address of its page, and the badge that it is a part of there. */
export type FindProgrammes = (achievementIds: readonly string[]) => Promise<
  readonly {
    readonly name: string;
    readonly language: string;
    readonly href: string;
    readonly milestone?: { readonly id: string; readonly name: string };
  }[]
>;

/** @returns the endorsements of an achievement, as the page of a version shows them */
export type FindEndorsements = (
  version: Pick<AchievementVersion, 'achievementId' | 'version'>,
) => Promise<readonly ShownEndorsement[]>;
/** The ids of a badge's kind, category and level. */
const termIdsOf = ({ terms = [] }: AchievementContent): string[] =>
  terms.map((term) => term.slice(term.indexOf(':') + 1));

const TYPES: Record<PictureFormat, string> = { svg: 'image/svg+xml', png: 'image/png' };
const MOST_KEPT_BYTES = 8_388_608;
const FOREVER = 'public, max-age=31536000, immutable';
/** A drawing of what cannot be read is one without it. */
const artQuery = z.object({
  art: z.unknown().optional(),
  name: z.string().trim().max(120).catch(''),
  template: z.string().max(30).catch(''),
  palette: z.string().max(30).catch(''),
  text: z.string().trim().max(120).catch(''),
});

/** One of the looks, or art of one's own, in the colours of a palette or its own; null for one of the first templates. */
function composedOf(art: unknown, template: string, palette: string): ComposedArt | null {
  const own = art === undefined ? null : readArt(art);
  if (art !== undefined && own === null) throw notFound();
  const look = findLook(template);
  if (look !== undefined) return artOfChoice(look, palette, own);
  return own && inPalette(own, palette);
}

/** Every language that a version is said in, for a page that shows one of them; undefined where it is the only one. */
function languageChoices(version: AchievementVersion, shown: string) {
  const links = editionLinks('', version);
  if (links.length < 2) return undefined;
  return links.map(({ language }) => ({
    language,
    // By its language also the badge's own: the address alone is shown in the reader's.
    href: editionUrl('', version, language),
    isShown: language === shown,
  }));
}

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
  const drafts = createKeptFiles(MOST_KEPT_BYTES);
  const slowDown = limitRate({ clock: deps.clock, limit: 240, windowMs: 60_000 });
  // What is kept once it was drawn: a class behind one address looks at a page of badges each.
  const slowPictures = limitRate({ clock: deps.clock, limit: 2_400, windowMs: 60_000 });

  /** An upload from before drawings were kept: drawn when it is first asked for, and kept from then on. */
  async function drawOnce(picture: Picture): Promise<Buffer> {
    const of = { svg: picture.bytes.toString('utf8') };
    return drafts.get(picture.id, async () => {
      const png = await deps.draw({ of, format: 'png' }, picture.id);
      await deps.keepDrawn({ ...picture, png });
      return png;
    });
  }

  async function versionOf(req: Request): Promise<AchievementVersion> {
    const { id = '', version } = req.params as { id?: string; version?: string };
    if (version === undefined) {
      const { latestVersion } = await achievements.get(id);
      return achievements.getVersion(id, latestVersion);
    }
    if (!/^[1-9]\d{0,5}$/.test(version)) throw notFound();
    return achievements.getVersion(id, Number(version));
  }

  /** What registries of credentials read. It is the same for everybody, and names no person. */
  async function sendCtdl(res: Response, version: AchievementVersion): Promise<void> {
    const { owner } = await achievements.get(version.achievementId);
    const document = buildCtdl(deps.publicUrl, version, await deps.findPublisher(owner));
    res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=300' });
    res.type(CTDL_TYPE).send(JSON.stringify(ctdlDocument(document), null, 2));
  }

  /** A page that names no language is in the reader's, where the achievement is said in that; JSON is what is signed. */
  async function show(
    req: Request,
    res: Response,
    version: AchievementVersion,
    asked?: string,
  ): Promise<void> {
    const isPage = wantsPage(req);
    const own = version.content.language;
    const language = asked ?? (isPage ? languageFor(version.content, req.locale.tag) : null) ?? own;
    const badge = achievements.toOpenBadge(version, language);
    const content = contentIn(version.content, language);
    if (badge === null || content === null) throw notFound();
    const links = editionLinks(originOf(deps.publicUrl, version), version);
    if (links.length > 1)
      res.append(
        'Link',
        links.map(({ url, language }) => `<${url}>; rel="alternate"; hreflang="${language}"`),
      );
    res.vary('Accept');
    const isCtdl = req.get('Accept')?.includes('credreg.net/ctdl') ?? false;
    if (isCtdl || req.query.format === 'ctdl') return sendCtdl(res, version);
    if (!isPage) {
      res.type('application/json').send(JSON.stringify(toLinkedData(badge), null, 2));
      return;
    }
    const path = versionUrl('', version.achievementId, version.version);
    web.page(res, 'achievements/show', {
      title: content.name,
      headExtra: `<link rel="alternate" type="application/ld+json" href="${path}?format=ctdl">`,
      preview: buildPreview(content, `${path}/image.svg`),
      terms: (await deps.findTerms(termIdsOf(content))).map(({ facet, name }) => ({
        label: req.t(`skills.taxonomy.${facet}.one`),
        name,
      })),
      languages: languageChoices(version, content.language),
      signed: content.language === own ? undefined : { language: own, href: `${path}/in/${own}` },
      programmes: await deps.findProgrammes([version.achievementId]),
      version: version.version,
      endorsements: await deps.findEndorsements(version),
      publishedAt: version.publishedAt,
    });
  }

  routes.get('/achievements/art.svg', slowDown, async (req, res) => {
    const { template, palette, text, name, ...query } = artQuery.parse(req.query);
    const composed = composedOf(query.art, template, palette);
    if (composed !== null) {
      const words = { name: name || text, alt: name || text };
      const { svg } = await deps.compose(composed, words, networkOf(req.ip ?? ''));
      if (req.query.download !== undefined)
        res.attachment(
          `${words.name.replace(/[^\p{L}\p{N}\p{M}]+/gu, '-').slice(0, 60) || 'badge'}.svg`,
        );
      return sendPicture(res, 'svg', Buffer.from(svg));
    }
    const art = { template, palette, text, alt: text };
    // A design without a text takes a fraction of a millisecond; a page of them, asked for at once, would be more than may wait.
    const draw = async () =>
      text === ''
        ? Buffer.from(drawArt(art))
        : deps.draw({ of: { art }, format: 'svg' }, networkOf(req.ip ?? ''));
    sendPicture(res, 'svg', await drafts.get(JSON.stringify(art), draw));
  });

  routes.get('/achievements/icons.svg', (_req, res) => {
    sendPicture(res, 'svg', Buffer.from(iconSprite()));
  });

  routes.get('/achievements/pictures/:file', slowPictures, async (req, res) => {
    const [id = '', format] = String(req.params.file).split('.');
    const picture = formatOf(format) === 'png' ? await deps.findPicture(id) : null;
    if (picture === null) throw notFound();
    res.setHeader('ETag', `"${id}"`);
    if (req.fresh) return void res.status(304).end();
    const { type, bytes, png } = picture;
    const kept = type === 'png' ? bytes : png;
    sendPicture(res, 'png', kept ?? (await drawOnce(picture)));
  });

  routes.get(
    '/achievements/:id/versions/:version/image.:format',
    slowPictures,
    async (req, res) => {
      const format = formatOf(req.params.format);
      if (format === null) throw notFound();
      sendPicture(res, format, await deps.drawVersion(await versionOf(req), format));
    },
  );

  routes.get(['/achievements/:id', '/achievements/:id/versions/:version'], async (req, res) => {
    await show(req, res, await versionOf(req));
  });

  routes.get(
    ['/achievements/:id/in/:language', '/achievements/:id/versions/:version/in/:language'],
    async (req, res) => {
      await show(req, res, await versionOf(req), String(req.params.language));
    },
  );

  return routes;
}
