import { NotFound } from '../base/index.js';
import type { DidDocument } from './did-document.js';
import type { OwnDocuments } from './fetch-json.js';
import type { IssuerKeys } from './issuer-keys.js';
import { didWebOf } from './issuer.js';
import type { StatusLists } from './status-lists.js';

export interface OwnDocumentsDeps {
  readonly publicUrl: string;
  readonly keys: IssuerKeys;
  readonly statusLists: StatusLists;
  readonly didDocument: () => Promise<DidDocument>;
}

/** What this installation itself serves to verifiers, by path. Throws `document_not_found`. */
export function createOwnDocuments(deps: OwnDocumentsDeps): OwnDocuments {
  const { publicUrl, keys, statusLists, didDocument } = deps;
  const did = didWebOf(publicUrl);

  const parsed = createParsed();

  const serve = async (path: string): Promise<unknown> => {
    if (path === '/.well-known/did.json') return didDocument();
    const [, room = '', id = '', part = '', thumbprint = ''] = path.split('/');
    if (room === 'status' && (part === '' || part === 'suspension')) {
      const purpose = part === '' ? 'revocation' : 'suspension';
      return parsed(await statusLists.get(id, purpose));
    }
    if (room === 'issuers' && part === 'keys')
      return (await keys.find(`${did}#${thumbprint}`))?.publicJwk ?? null;
    return null;
  };

  return async (path) => {
    const document = await serve(path);
    if (document === null) throw new NotFound('document_not_found', 'There is no such document.');
    return document;
  };
}

const MOST_PARSED = 32;

/** The same text gives the same object, so that what was found out about it is found out once. */
function createParsed() {
  const kept = new Map<string, unknown>();
  return (json: string): unknown => {
    const known = kept.get(json);
    if (known !== undefined) return known;
    const document: unknown = JSON.parse(json);
    if (kept.size >= MOST_PARSED) kept.clear();
    kept.set(json, document);
    return document;
  };
}
