import { omitUndefined } from '../../base/index.js';
import { nameIssuer } from '../credential/name-issuer.js';
import type { Achievement, OpenBadgeCredential } from '../credential/open-badge.js';
import { plainText } from '../../open-badges/index.js';

const escapeHtml = (text: string) =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

const competencies = (achievement: Achievement): object[] =>
  ((achievement['alignment'] ?? []) as readonly Record<string, string>[]).map((alignment) =>
    omitUndefined({
      '@type': 'DefinedTerm',
      name: alignment['targetName'],
      url: alignment['targetUrl'],
      inDefinedTermSet: alignment['targetFramework'],
    }),
  );

/** @returns a shared badge for search engines (https://schema.org/EducationalOccupationalCredential) */
export function buildStructuredData(badge: OpenBadgeCredential, address: string): object {
  const { achievement } = badge.credentialSubject;
  const { validUntil, issuer } = badge;
  const skills = competencies(achievement);
  return omitUndefined({
    '@context': 'https://schema.org',
    '@type': 'EducationalOccupationalCredential',
    name: badge.name,
    description: plainText(achievement.description),
    url: address,
    identifier: badge.id,
    image: `${address}.png`,
    credentialCategory: achievement.achievementType,
    recognizedBy: omitUndefined({
      '@type': 'Organization',
      name: issuer.name ?? issuer.id,
      identifier: issuer.id,
      url: issuer.url,
    }),
    dateCreated: badge.awardedDate,
    expires: validUntil,
    competencyRequired: skills.length === 0 ? undefined : skills,
  });
}

/** @returns the meta tags of a shared badge, escaped: Open Graph (https://ogp.me/) and Twitter's card */
export function buildMetaTags(badge: OpenBadgeCredential, address: string): string {
  const description = plainText(badge.credentialSubject.achievement.description).slice(0, 200);
  const og: Record<string, string> = {
    'og:type': 'website',
    'og:title': badge.name,
    'og:description': description,
    'og:url': address,
    'og:site_name': nameIssuer(badge.issuer),
    'og:image': `${address}/card.png`,
    'og:image:width': '1200',
    'og:image:height': '630',
    'og:image:alt': badge.name,
  };
  const tags = Object.entries(og).map(
    ([property, content]) => `<meta property="${property}" content="${escapeHtml(content)}">`,
  );
  return [
    ...tags,
    '<meta name="twitter:card" content="summary_large_image">',
    `<meta name="description" content="${escapeHtml(description)}">`,
    `<link rel="canonical" href="${escapeHtml(address)}">`,
  ].join('\n');
}
