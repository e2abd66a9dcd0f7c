const MOST_PLACE = 150;

/** `did:web:<host>[:<path>…]` (did:web 3.1): the port's colon is escaped. */
const DID_WEB = /^did:web:([A-Za-z0-9.-]+(?:%3A\d{1,5})?)((?::[\w.%~:-]*)?)(?:#|$)/i;

/**
 * Where an identifier is at home: the domain of a did:web or of an address, with the path where it has one. Many share a
 * domain with others, and it is the whole that the signature stands for.
 */
export function placeOf(id: string): string | null {
  const [, web, path = ''] = DID_WEB.exec(id) ?? [];
  if (web !== undefined) {
    const host = web.replace(/%3A/i, ':').toLowerCase();
    return `${host}${path.replaceAll(':', '/')}`.slice(0, MOST_PLACE);
  }
  if (!/^https?:\/\//.test(id) || !URL.canParse(id)) return null;
  const { host, pathname } = new URL(id);
  return `${host}${pathname.replace(/\/$/, '')}`.slice(0, MOST_PLACE);
}
