import jsonld from 'jsonld';

const ID = { '@type': '@id' };
const WORDS = { '@container': '@language' };
const TEXT = { '@type': 'xsd:string' };

/**
 * What the published context of CTDL says of the terms that are used here (https://credreg.net/ctdl/schema/context/json,
 * as of August 2026). A term that is not in it is refused below, so that none is used without being looked up.
 */
const TERMS = {
  xsd: 'http://www.w3.org/2001/XMLSchema#',
  schema: 'https://schema.org/',
  ceterms: 'https://purl.org/ctdl/terms/',
  'ceterms:codedNotation': TEXT,
  'ceterms:condition': WORDS,
  'ceterms:creditValue': ID,
  'ceterms:ctid': TEXT,
  'ceterms:dateEffective': { '@type': 'xsd:date' },
  'ceterms:description': WORDS,
  'ceterms:estimatedDuration': ID,
  'ceterms:exactDuration': { '@type': 'schema:Duration' },
  'ceterms:frameworkName': WORDS,
  'ceterms:identifier': ID,
  'ceterms:identifierTypeName': WORDS,
  'ceterms:identifierValueCode': TEXT,
  'ceterms:image': ID,
  'ceterms:inLanguage': { '@type': 'xsd:language' },
  'ceterms:keyword': WORDS,
  'ceterms:name': WORDS,
  'ceterms:offeredBy': ID,
  'ceterms:ownedBy': ID,
  'ceterms:renewalFrequency': { '@type': 'schema:Duration' },
  'ceterms:requires': ID,
  'ceterms:subjectWebpage': ID,
  'ceterms:targetCompetency': ID,
  'ceterms:targetNode': ID,
  'ceterms:targetNodeDescription': WORDS,
  'ceterms:targetNodeName': WORDS,
  'ceterms:versionIdentifier': ID,
  'schema:value': { '@type': 'xsd:float' },
};
const URL_OF_TERMS = 'https://credreg.net/ctdl/schema/context/json';

/** Every member's name in a document, but keywords and languages. */
function termsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const one of value) termsIn(one, found);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value)) {
      if (name.includes(':')) found.add(name);
      termsIn(inner, found);
    }
  return found;
}

/**
 * Expands a document in CTDL (JSON-LD 1.1), without a network.
 * @throws Error for another context, and for a term that the context does not define
 */
export async function expand(document: unknown): Promise<Record<string, unknown>[]> {
  const unknown = [...termsIn(document)].filter((term) => !(term in TERMS));
  if (unknown.length > 0) throw new Error(`not in the context of CTDL: ${unknown.join()}`);
  return (await jsonld.expand(document, {
    documentLoader: (url: string) => {
      if (url !== URL_OF_TERMS) throw new Error(`not the context of CTDL: ${url}`);
      return Promise.resolve({ document: { '@context': TERMS }, documentUrl: url } as never);
    },
  })) as never;
}
