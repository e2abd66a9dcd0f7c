import { isIP } from 'node:net';
import { domainToUnicode } from 'node:url';
import { nameKey } from '../verify/name-key.js';

/**
 * Why a name cannot be an issuer's own host: `unreadable` as a domain name, more than a name (`address`), an IP address
 * (`number`), a name of one machine or network (`local`), PUBLIC_URL's own (`ours`), or one that looks like another
 * (`lookalike`).
 */
export type HostProblem = 'unreadable' | 'address' | 'number' | 'local' | 'ours' | 'lookalike';

/** A host name as it was understood, in ASCII (RFC 5891), or why it is refused. */
export type ReadHost =
  | { readonly ok: true; readonly host: string; readonly key: string }
  | { readonly ok: false; readonly problem: HostProblem };

/** With `_laurel.` before it a name must fit into DNS (RFC 1035, 2.3.4). */
const MOST = 240;
const LABEL = /^[a-z\d]([a-z\d-]{0,61}[a-z\d])?$/;

/** Names that no public DNS answers for (RFC 6761, RFC 6762, RFC 8375, ICANN's `.internal`), or that are in use so. */
const LOCAL = new Set([
  ...['localhost', 'local', 'localdomain', 'internal', 'test', 'invalid', 'onion', 'alt'],
  ...['lan', 'home', 'corp', 'intranet', 'private', 'arpa'],
]);

/** Scripts that are written together (Unicode UTS 39, 5.1), by their codes (ISO 15924). */
const TOGETHER = [
  ['Hani', 'Hira', 'Kana'],
  ['Hani', 'Hang'],
  ['Hani', 'Bopo'],
];
const SCRIPTS = [
  ...['Latn', 'Grek', 'Cyrl', 'Armn', 'Geor', 'Hebr', 'Arab', 'Deva', 'Beng', 'Taml', 'Telu'],
  ...['Thai', 'Ethi', 'Cher', 'Hani', 'Hira', 'Kana', 'Hang', 'Bopo'],
].map((name) => ({ name, letter: new RegExp(`\\p{Script=${name}}`, 'u') }));
/** Scripts whose words can be spelled of letters that look Latin. */
const LIKE_LATIN = new Set(['Grek', 'Cyrl', 'Armn', 'Cher']);

/** Whether a label mixes scripts, or is written in another one so that it reads as Latin. */
function isMisleading(label: string): boolean {
  const used = SCRIPTS.filter(({ letter }) => letter.test(label)).map(({ name }) => name);
  const isTogether =
    used.length < 2 || TOGETHER.some((group) => used.every((name) => group.includes(name)));
  if (!isTogether) return true;
  return used.some((name) => LIKE_LATIN.has(name)) && /^[a-z\d|]+$/.test(nameKey(label));
}

/** @returns a key that two host names share if a reader could take one for the other */
export const hostKey = (host: string): string =>
  domainToUnicode(host).split('.').map(nameKey).join('.');

/** @returns what was typed without what people copy along: `https://`, a slash and a dot at its end */
const plainOf = (typed: string): string =>
  typed
    .trim()
    .replace(/^https:\/\//i, '')
    .replace(/\/$/, '')
    .replace(/\.$/, '');

function problemOf(typed: string, host: string, publicHost: string): HostProblem | null {
  if (/[/?#@\\%\s]/.test(typed)) return 'address';
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return 'number';
  if (typed.includes(':')) return 'address';
  const labels = host.split('.');
  if (labels.length < 2 || LOCAL.has(labels.at(-1) ?? '')) return 'local';
  if (host.length > MOST || !labels.every((label) => LABEL.test(label))) return 'unreadable';
  const isOurs = [publicHost, `www.${publicHost}`].includes(host) || `www.${host}` === publicHost;
  if (isOurs) return 'ours';
  const shown = domainToUnicode(host);
  // What does not decode, or holds what no name may hold, stays as it was (RFC 5891, 5.4).
  if (shown === '' || shown.split('.').some((label) => label.startsWith('xn--')))
    return 'unreadable';
  if (shown.split('.').some(isMisleading)) return 'lookalike';
  return hostKey(host) === hostKey(publicHost) ? 'lookalike' : null;
}

/**
 * Reads the name of an issuer's own host. Whether its DNS and its server answer is asked later; this says what can be
 * said of the name alone.
 */
export function readHost(typed: string, publicUrl: string): ReadHost {
  const plain = plainOf(typed.slice(0, 1_000));
  const address = `https://${plain}`;
  if (plain === '' || !URL.canParse(address)) return { ok: false, problem: 'unreadable' };
  const { hostname } = new URL(address);
  const problem = problemOf(plain, hostname, new URL(publicUrl).hostname);
  return problem === null
    ? { ok: true, host: hostname, key: hostKey(hostname) }
    : { ok: false, problem };
}

/** @returns the host of a request (RFC 9110, 7.2) as hosts are compared: lower case, without what is understood */
export const hostOf = (header: string | undefined): string =>
  (header ?? '')
    .toLowerCase()
    .replace(/:(443|80)$/, '')
    .replace(/\.(:\d+)?$/, '$1');
