import { LRUCache } from 'lru-cache';
import { NotFound } from '../../base/index.js';
import { buildDidDocument, buildKeySet, buildProfileDocument } from '../issuer/did-document.js';
import type { OwnDocuments } from './fetch-json.js';
import type { IssuerKey } from '../issuer/issuer-key.js';
import type { IssuerKeys } from '../issuer/issuer-keys.js';
import { originOfIdentity, profileIdAt, type Addresses } from '../issuer/addresses.js';
import { DEFAULT_ISSUER, IDENTITY_FORMS } from '../issuer/issuer.js';
import type { Issuers } from '../issuer/issuers.js';
import type { StatusPurpose } from '../status/status-list.js';
import type { StatusLists } from '../status/status-lists.js';

export interface OwnDocumentsDeps {
  readonly addresses: Pick<Addresses, 'publicUrl' | 'issuerAt'>;
  readonly keys: IssuerKeys;
  readonly statusLists: StatusLists;
  readonly issuers: Pick<Issuers, 'draft'>;
}

/** Creates the documents that this installation serves to verifiers, by path and origin. @throws NotFound `document_not_found` */
export function createOwnDocuments(deps: OwnDocumentsDeps): OwnDocuments {
  const { addresses, keys, statusLists, issuers } = deps;
  const { publicUrl } = addresses;
  const parsed = createParsed();

  const serveDid = async (id: string, origin: string): Promise<object> => {
    const did = profileIdAt({ publicUrl, origin }, id, 'did:web');
    return buildDidDocument(did, await keys.listByController(did));
  };

  const serveJwk = async (
    id: string,
    thumbprint: string,
    origin: string,
  ): Promise<object | null> => {
    for (const form of IDENTITY_FORMS) {
      const profileId = profileIdAt({ publicUrl, origin }, id, form);
      const key = await keys.find(`${profileId}#${thumbprint}`);
      if (key?.publicJwk !== undefined) return key.publicJwk;
    }
    return null;
  };

  /** Both identities of an issuer are served, whichever it uses now: badges name the one of their time. */
  const serveIssuer = async (
    [id, part, name]: readonly [string, string, string],
    origin: string,
  ): Promise<object | null> => {
    if (origin !== publicUrl && (await addresses.issuerAt(origin)) !== id) return null;
    if (part === 'keys') return serveJwk(id, name, origin);
    const draft = await issuers.draft(id);
    if (id !== DEFAULT_ISSUER && draft.revision === 0) return null;
    if (part === 'did.json')
      return id === DEFAULT_ISSUER || origin !== publicUrl ? null : serveDid(id, origin);
    if (part !== '') return null;
    const profileId = profileIdAt({ publicUrl, origin }, id, 'https');
    return buildProfileDocument({ ...draft, profileId }, await keys.listByController(profileId));
  };

  /** All keys of the installation; on an issuer's own host, those of its identities there. */
  const serveKeySet = async (origin: string): Promise<object> => {
    const all = await keys.list();
    const isHere = ({ controller }: IssuerKey) =>
      originOfIdentity(publicUrl, controller) === origin;
    return buildKeySet(publicUrl, origin === publicUrl ? all : all.filter(isHere));
  };

  const serve = async (path: string, origin: string): Promise<unknown> => {
    if (path === '/.well-known/did.json') {
      const id = origin === publicUrl ? DEFAULT_ISSUER : await addresses.issuerAt(origin);
      return id === null ? null : serveDid(id, origin);
    }
    if (path === '/.well-known/jwks.json') return serveKeySet(origin);
    const [, room = '', id = '', part = '', name = ''] = path.split('/');
    if (room === 'status') {
      const purpose = LISTS.get(part);
      return purpose === undefined ? null : parsed(await statusLists.get(id, purpose));
    }
    return room === 'issuers' ? serveIssuer([id, part, name], origin) : null;
  };

  return async (path, origin) => {
    const document = await serve(path, origin);
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
