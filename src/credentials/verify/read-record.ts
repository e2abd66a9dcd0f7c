import jsonld from 'jsonld';
import { CLR_2_0_1, clrContexts } from './clr-context.js';
import type { DocumentLoader } from './contexts.js';
import { readSigned, type SignedReading } from './read-signed.js';
import { isObject } from './schema-check.js';

type Json = Record<string, unknown>;

/** Leaves out the kinds of values that the context names for terms whose values are nodes, which have no kind. */
function loosen(part: unknown): unknown {
  if (!isObject(part)) return part;
  const members = Object.entries(part).filter(
    ([name, one]) => !(name === '@type' && part['@container'] === '@set' && one !== '@id'),
  );
  return Object.fromEntries(members.map(([name, one]) => [name, loosen(one)]));
}

/**
 * The context of learner records says of `achievement`, `association` and `verifiableCredential` of what kind their
 * values are. It means nothing for nodes, but by it the library finds no term to write such a node under.
 */
const looseContext = (loosen(clrContexts.get(CLR_2_0_1)) as Json)['@context'];

/** Puts it in the place of that context. */
const loosely = (contexts: unknown): unknown =>
  Array.isArray(contexts)
    ? contexts.map((one: unknown) => (one === CLR_2_0_1 ? looseContext : one))
    : contexts;

/**
 * Reads a learner record (CLR 2.0) as its signature does. What it contains is left as it is: each of those credentials
 * is read by its own signature, and says of its issuer or its learner what was so then, which may differ from one to
 * the next.
 * @param document without its proof; its contexts were examined before
 * @throws NotCovered; the library's errors for what no signature can cover
 */
export async function readRecord(
  document: Json,
  documentLoader: DocumentLoader,
  listed?: readonly string[],
): Promise<SignedReading> {
  const subject = document['credentialSubject'];
  if (!isObject(subject)) return readSigned(document, documentLoader, listed);
  const { verifiableCredential, ...rest } = subject;
  const contexts = document['@context'];
  const own = { ...document, '@context': loosely(contexts), credentialSubject: rest };
  const known = loosely(listed) as readonly string[] | undefined;
  const { document: read } = await readSigned(own, documentLoader, known);
  const options = { documentLoader, base: null, safe: true, rdfDirection: 'i18n-datatype' };
  const expanded = await jsonld.expand(document, options);
  const readSubject = read['credentialSubject'];
  const whole = isObject(readSubject) ? { ...readSubject, verifiableCredential } : readSubject;
  return { document: { ...read, '@context': contexts, credentialSubject: whole }, expanded };
}
