import type { Launch, Platform } from '../../lti/index.js';
import type { Locale } from '../../web/index.js';

/** @returns a page of the learning platform from which its administrator reaches Laurel */
function pageOf({ family, issuer }: Platform, launch: Launch): string {
  const link = launch.resourceLink?.id ?? '';
  // Moodle names an activity of a tool by its number there (mod/lti/view.php, parameter `l`).
  if (family === 'moodle' && /^\d+$/.test(link))
    return `${issuer.replace(/\/$/, '')}/mod/lti/view.php?l=${link}`;
  const { returnUrl } = launch.presentation;
  return returnUrl === undefined ? issuer : new URL(returnUrl).origin;
}

/**
 * @returns the request that a teacher sends to the platform's administrator: one sentence, and a mail without an
 *   address (RFC 6068)
 */
export function requestOf({ t }: Pick<Locale, 't'>, platform: Platform, launch: Launch) {
  const values = { platform: platform.name, url: pageOf(platform, launch) };
  const text = (key: string) => encodeURIComponent(t(`grades.sources.request.${key}`, values));
  // Line breaks of a mail are CRLF (RFC 6068, 5).
  const body = text('body').replaceAll('%0A', '%0D%0A');
  return { platform: platform.name, mail: `mailto:?subject=${text('subject')}&body=${body}` };
}
