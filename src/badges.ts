import type { Achievements } from './achievements/index.js';

/** For screens of twice the points: mail shows it 120 wide. */
const MAIL_WIDTH = 240;

/** The picture of a badge for mail, and its alternative text. @throws NotFound for a version that does not exist */
export async function pictureOf(
  achievements: Pick<Achievements, 'getVersion' | 'draw'>,
  { achievementId, version }: { readonly achievementId: string; readonly version: number },
): Promise<{ png: Uint8Array; alt: string }> {
  const found = await achievements.getVersion(achievementId, version);
  const { imageAlt, name } = found.content;
  return { png: await achievements.draw(found, 'png', MAIL_WIDTH), alt: imageAlt ?? name };
}

const VERSION = /^\/achievements\/([\w-]+)\/versions\/(\d+)(?:\/in\/([\w-]{2,30}))?$/;

/** @returns what this installation says of an achievement version at its address; null for another's, and for none */
export async function findOwnAchievement(
  achievements: Pick<Achievements, 'findVersions' | 'toOpenBadge'>,
  path: string,
): Promise<object | null> {
  const [, achievementId, version, language] = VERSION.exec(path) ?? [];
  if (achievementId === undefined) return null;
  const [found] = await achievements.findVersions([{ achievementId, version: Number(version) }]);
  return found === undefined ? null : achievements.toOpenBadge(found, language);
}

/** @returns where a version of an achievement has its address, and whose it is; null where there is none */
export async function findAchievementPlace(
  achievements: Pick<Achievements, 'find' | 'findVersions'>,
  id: string,
  version: number | undefined,
): Promise<{ origin?: string | undefined; platformId: string; deploymentId: string } | null> {
  const found = await achievements.find(id);
  if (found === null) return null;
  const wanted = { achievementId: id, version: version ?? found.latestVersion };
  const [published] = await achievements.findVersions([wanted]);
  return { ...found.owner, origin: published?.origin };
}

/**
 * The picture of a badge for baking and certificates.
 * @param url the IRI of an achievement version, as the badge names it
 * @returns null for an achievement of another installation
 */
export async function findArt(
  achievements: Pick<Achievements, 'getVersion' | 'draw'>,
  pathOf: (url: string) => Promise<string | null>,
  url: string,
): Promise<{ svg: string; png: Uint8Array } | null> {
  const [, id, version] = VERSION.exec((await pathOf(url)) ?? '') ?? [];
  if (id === undefined || version === undefined) return null;
  const found = await achievements.getVersion(id, Number(version));
  const [svg, png] = await Promise.all([
    achievements.draw(found, 'svg'),
    achievements.draw(found, 'png'),
  ]);
  return { svg: svg.toString('utf8'), png };
}
