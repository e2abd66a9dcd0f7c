import jsonld from 'jsonld';
import type { DocumentLoader } from './contexts.js';

/** Longer than any honest badge takes; a graph built to be hard is given up. */
const CANONIZE_MS = 3_000;

/**
 * The canonical N-Quads of a document (RDFC-1.0), in the safe mode that drops nothing silently.
 * @param input a document, or one that was expanded before
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
