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

  const serve = async (path: string): Promise<unknown> => {
    if (path === '/.well-known/did.json') return didDocument();
    const [, room = '', id = '', part = '', thumbprint = ''] = path.split('/');
    if (room === 'status' && (part === '' || part === 'suspension')) {
      const purpose = part === '' ? 'revocation' : 'suspension';
      return JSON.parse(await statusLists.get(id, purpose)) as unknown;
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
