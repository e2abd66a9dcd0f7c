import type { Achievement, OpenBadgeCredential } from '../open-badge.js';
import { plainText } from '../certificate/plain-text.js';

const escapeHtml = (text: string) =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

const competencies = (achievement: Achievement): object[] =>
  ((achievement['alignment'] ?? []) as readonly Record<string, string>[]).map((alignment) => ({
    '@type': 'DefinedTerm',
    name: alignment['targetName'],
    url: alignment['targetUrl'],
    ...(alignment['targetFramework'] === undefined
      ? {}
      : { inDefinedTermSet: alignment['targetFramework'] }),
  }));

/** A shared badge for search engines (https://schema.org/EducationalOccupationalCredential). */
export function buildStructuredData(badge: OpenBadgeCredential): object {
  const { achievement } = badge.credentialSubject;
  const { validUntil, issuer } = badge;
  const skills = competencies(achievement);
  return {
    '@context': 'https://schema.org',
    '@type': 'EducationalOccupationalCredential',
    name: badge.name,
    description: plainText(achievement.description),
    url: badge.id,
    identifier: badge.id,
    image: `${badge.id}.png`,
    credentialCategory: achievement.achievementType,
    recognizedBy: {
      '@type': 'Organization',
      name: issuer.name ?? issuer.id,
      ...(issuer.url === undefined ? {} : { url: issuer.url }),
    },
    dateCreated: badge.awardedDate,
    ...(validUntil === undefined ? {} : { expires: validUntil }),
    ...(skills.length === 0 ? {} : { competencyRequired: skills }),
  };
}

/** Open Graph (https://ogp.me/) and Twitter's card for a shared badge, escaped. */
export function buildMetaTags(badge: OpenBadgeCredential): string {
  const description = plainText(badge.credentialSubject.achievement.description).slice(0, 200);
  const og: Record<string, string> = {
    'og:type': 'website',
    'og:title': badge.name,
    'og:description': description,
    'og:url': badge.id,
    'og:site_name': badge.issuer.name ?? badge.issuer.id,
    'og:image': `${badge.id}/card.png`,
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
    `<link rel="canonical" href="${escapeHtml(badge.id)}">`,
  ].join('\n');
}
