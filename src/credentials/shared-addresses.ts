import type { SharedAddress } from '../web/index.js';

const ID = '[\\w-]{22}';

/** A part of a badge's address: who sends no session sees it as everybody does, or not at all. Dropped by the badge's id. */
const ofBadge = (rest: string, route: string): SharedAddress => ({
  pattern: new RegExp(`^/credentials/(${ID})${rest}$`),
  route: `/credentials/:id${route}`,
});

/** What is dropped when an issuer or a key changes. */
export const ISSUERS = 'issuers';

const ofIssuers = (pattern: RegExp, route: string): SharedAddress => ({
  pattern,
  route,
  subject: ISSUERS,
});

/**
 * The addresses of this room whose answers are kept for seconds. Status lists are not among them: they are never older than the
 * last change. Nor are records, which a person shares with few.
 */
export const CREDENTIAL_ADDRESSES: readonly SharedAddress[] = [
  ofBadge('', ''),
  ...['json', 'jwt', 'png', 'svg', 'pdf', 'zip'].map((kind) => ofBadge(`\\.${kind}`, `.${kind}`)),
  ...['card.png', 'art.png', 'qr.svg', 'embed'].map((name) =>
    ofBadge(`/${name.replace('.', '\\.')}`, `/${name}`),
  ),
  ofIssuers(/^\/\.well-known\/did\.json$/, '/.well-known/did.json'),
  ofIssuers(/^\/\.well-known\/jwks\.json$/, '/.well-known/jwks.json'),
  ofIssuers(/^\/issuers\/[\w-]+$/, '/issuers/:issuer'),
  ofIssuers(/^\/issuers\/[\w-]+\/did\.json$/, '/issuers/:issuer/did.json'),
  ofIssuers(/^\/issuers\/[\w-]+\/keys\/[\w-]+$/, '/issuers/:issuer/keys/:thumbprint'),
  // What an issuer's active rules give.
  ofIssuers(/^\/issuers\/[\w-]+\/achievements$/, '/issuers/:issuer/achievements'),
];
