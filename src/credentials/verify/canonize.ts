import jsonld from 'jsonld';
import type { DocumentLoader } from './contexts.js';

/** The time limit in milliseconds, longer than any normal badge takes; a graph built to be hard exceeds it. */
const CANONIZE_MS = 3_000;

/**
 * @returns the canonical N-Quads of a document (RDFC-1.0), in the safe mode, which drops nothing silently
 * @param input a document, or one that is expanded already
 */
export function canonize(
  input: object,
  documentLoader: DocumentLoader,
  how: { readonly isExpanded: boolean } = { isExpanded: false },
): Promise<string> {
  return jsonld.canonize(input, {
    documentLoader,
    base: null,
    safe: true,
    rdfDirection: 'i18n-datatype',
    skipExpansion: how.isExpanded,
    canonizeOptions: {
      algorithm: 'RDFC-1.0',
      signal: AbortSignal.timeout(CANONIZE_MS),
      maxWorkFactor: 1,
    },
  });
}
