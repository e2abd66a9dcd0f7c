import type { Achievements } from './achievements/index.js';

/**
 * The picture of a badge for baking and certificates.
 * @param url the IRI of an achievement version, as the badge names it
 * @returns null for an achievement of another installation
 */
export async function findArt(
  achievements: Pick<Achievements, 'getVersion' | 'draw'>,
  publicUrl: string,
  url: string,
): Promise<{ svg: string; png: Uint8Array } | null> {
  if (!url.startsWith(`${publicUrl}/achievements/`)) return null;
  const [, id, version] =
    /^\/achievements\/([\w-]+)\/versions\/(\d+)$/.exec(url.slice(publicUrl.length)) ?? [];
  if (id === undefined || version === undefined) return null;
  const found = await achievements.getVersion(id, Number(version));
  const [svg, png] = await Promise.all([
    achievements.draw(found, 'svg'),
    achievements.draw(found, 'png'),
  ]);
  return { svg: svg.toString('utf8'), png };
}
