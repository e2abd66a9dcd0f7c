const MOST = 2_000;

/** @returns an address as it is kept; null for what is no web address, or has a password in it. Nothing is fetched */
export function parseLink(typed: string): string | null {
  const text = typed.trim();
  if (text === '' || text.length > MOST) return null;
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) return null;
  const url = new URL(whole);
  if (!['http:', 'https:'].includes(url.protocol)) return null;
  if (url.username !== '' || url.password !== '' || !url.hostname.includes('.')) return null;
  return url.href.length > MOST ? null : url.href;
}
