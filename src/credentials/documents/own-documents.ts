import { LRUCache } from 'lru-cache';
import { NotFound } from '../../base/index.js';
import { buildDidDocument, buildKeySet, buildProfileDocument } from '../issuer/did-document.js';
import type { OwnDocuments } from './fetch-json.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import { DEFAULT_ISSUER, IDENTITY_FORMS, profileIdOf } from '../issuer/issuer.js';
import type { Issuers } from '../issuer/issuers.js';
import type { StatusPurpose } from '../status/status-list.js';
import type { StatusLists } from '../status/status-lists.js';

export interface OwnDocumentsDeps {
  readonly publicUrl: string;
  readonly keys: IssuerKeys;
  readonly statusLists: StatusLists;
  readonly issuers: Pick<Issuers, 'draft'>;
}

/** Creates the documents that this installation serves to verifiers, by path. @throws NotFound `document_not_found` */
export function createOwnDocuments(deps: OwnDocumentsDeps): OwnDocuments {
  const { publicUrl, keys, statusLists, issuers } = deps;
  const parsed = createParsed();

  const serveDid = async (id: string): Promise<object> => {
    const did = profileIdOf(publicUrl, id, 'did:web');
    return buildDidDocument(did, await keys.listByController(did));
  };

  const serveJwk = async (id: string, thumbprint: string): Promise<object | null> => {
    for (const form of IDENTITY_FORMS) {
      const key = await keys.find(`${profileIdOf(publicUrl, id, form)}#${thumbprint}`);
      if (key?.publicJwk !== undefined) return key.publicJwk;
    }
    return null;
  };

  /** Both identities of an issuer are served, whichever it uses now: badges name the one of their time. */
  const serveIssuer = async (id: string, part: string, name: string): Promise<object | null> => {
    if (part === 'keys') return serveJwk(id, name);
    const draft = await issuers.draft(id);
    if (id !== DEFAULT_ISSUER && draft.revision === 0) return null;
    if (part === 'did.json') return id === DEFAULT_ISSUER ? null : serveDid(id);
    if (part !== '') return null;
    const profileId = profileIdOf(publicUrl, id, 'https');
    return buildProfileDocument({ ...draft, profileId }, await keys.listByController(profileId));
  };

  const serve = async (path: string): Promise<unknown> => {
    if (path === '/.well-known/did.json') return serveDid(DEFAULT_ISSUER);
    if (path === '/.well-known/jwks.json') return buildKeySet(publicUrl, await keys.list());
    const [, room = '', id = '', part = '', name = ''] = path.split('/');
    if (room === 'status') {
      const purpose = LISTS.get(part);
      return purpose === undefined ? null : parsed(await statusLists.get(id, purpose));
    }
    return room === 'issuers' ? serveIssuer(id, part, name) : null;
  };

  return async (path) => {
    const document = await serve(path);
    if (document === null) throw new NotFound('document_not_found', 'There is no such document.');
    return document;
  };
}

/** The purposes of status lists, by the end of their addresses. */
const LISTS: ReadonlyMap<string, StatusPurpose> = new Map([
  ['', 'revocation'],
  ['suspension', 'suspension'],
  ['refresh', 'refresh'],
]);

const MOST_PARSED = 32;

/** Parses so that the same text gives the same object, on which later results can be cached. */
function createParsed() {
  const kept = new LRUCache<string, object>({ max: MOST_PARSED });
  return (json: string): unknown => {
    const known = kept.get(json);
    if (known !== undefined) return known;
    const document = JSON.parse(json) as object;
    kept.set(json, document);
    return document;
  };
}
