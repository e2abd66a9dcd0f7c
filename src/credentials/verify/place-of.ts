const MOST_PLACE = 150;

/** What is cut off says so: of many who share a domain, another one may stand behind the end. */
const cut = (place: string): string =>
  place.length > MOST_PLACE ? `${place.slice(0, MOST_PLACE - 1)}…` : place;

/** `did:web:<host>[:<path>…]` (did:web 3.1): the port's colon is escaped. */
const DID_WEB = /^did:web:([A-Za-z0-9.-]+(?:%3A\d{1,5})?)((?::[\w.%~:-]*)?)(?:#|$)/i;

/**
 * @returns the domain of a did:web or an address, with its path where it has one: several parties may share a domain,
 *   and the signature proves the whole
 */
export function placeOf(id: string): string | null {
  const [, web, path = ''] = DID_WEB.exec(id) ?? [];
  if (web !== undefined) {
    const host = web.replace(/%3A/i, ':').toLowerCase();
    return cut(`${host}${path.replaceAll(':', '/')}`);
  }
  if (!/^https?:\/\//.test(id) || !URL.canParse(id)) return null;
  const { host, pathname } = new URL(id);
  return cut(`${host}${pathname.replace(/\/$/, '')}`);
}
