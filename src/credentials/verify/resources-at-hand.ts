import { knownContexts, VC_V2 } from './contexts.js';
import { decodeBase64, isDigestOf, isSame, type Digest } from './digests.js';

/** The published digests of contexts, which VC 1.1 and VC 2.0 (B.1) state: by algorithm, in base64. */
const PUBLISHED: Readonly<Record<string, Readonly<Record<Digest['algorithm'], string>>>> = {
  'https://www.w3.org/2018/credentials/v1': {
    'SHA-256': 'q03dmlMXWIB6eaW0UFENYa6NFH6rlmzJogDAcJWwzcw=',
    'SHA-384': 'gsOz6rhjdUu/0rnxfY1tufYRafMBy/CwXh/EvrX1xR3U0uiIwnT0nD+7JAj2H67R',
    'SHA-512':
      'U2pAs5DdqUqeORlsAAkPYmaOgYT+PIwCxKIshWZuaL9uhdPcfy26hbK2Lvldl94kEyVo2FBNtD8snILS6IQY0g==',
  },
  [VC_V2]: {
    'SHA-256': 'WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=',
    'SHA-384': 'l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU',
    'SHA-512':
      'XVVFK9Lc+KKfWikEc+skKxxft31OaPGgqoe6pNuiaUhS1l7GPUisBKmdlW+fcVO5QG+E0tBMdIabAsI5odgTBQ==',
  },
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @returns a document in the usual ways of writing JSON, since packages do not keep its original white space */
function writtenForms(document: unknown): Uint8Array[] {
  const forms = [undefined, 2, 4, '\t'].map((space) => JSON.stringify(document, null, space));
  return forms.flatMap((text) => [encode(text), encode(`${text}\n`)]);
}

/**
 * Whether a digest is that of a known context, as published or in a usual form. @returns null where the published bytes
 * are not known
 */
export async function isKnownContext(url: string, digest: Digest): Promise<boolean | null> {
  const document = knownContexts.get(url);
  if (document === undefined) return null;
  const published = Object.hasOwn(PUBLISHED, url) ? PUBLISHED[url] : undefined;
  if (published && isSame(decodeBase64(published[digest.algorithm]), digest.bytes)) return true;
  for (const form of writtenForms(document)) if (await isDigestOf(digest, form)) return true;
  return published ? false : null;
}

/** @returns the bytes of a data: URL (RFC 2397); null for any other address, and for one that cannot be read */
export function bytesWithin(url: string): Uint8Array | null {
  const [, coding, data] = /^data:[^,]{0,200}?(;base64)?,(.*)$/is.exec(url) ?? [];
  if (data === undefined) return null;
  try {
    const plain = decodeURIComponent(data);
    return coding === undefined ? encode(plain) : decodeBase64(plain.replace(/\s/g, ''));
  } catch {
    return null;
  }
}
