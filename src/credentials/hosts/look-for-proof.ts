import { LaurelError, type Outbound } from '../../base/index.js';
import { originOfHost, type IssuerHost, type ProofMethod } from './issuer-host.js';

/** Finds the TXT records of a name, each in the pieces in which DNS carries it, as `dns.promises` does. */
export type ResolveTxt = (name: string) => Promise<string[][]>;

/** `found`; `missing`: whoever answers for the host says that it is not there; `unknown`: nobody could say. */
export type ProofOutcome = 'found' | 'missing' | 'unknown';

/** What was found, by each way of proving. */
export type ProofReport = Readonly<Record<ProofMethod, ProofOutcome>>;

/** What a host is proven for: an issuer's own, or the domain of who endorses. The proof of one is none of the other. */
type ProvenFor = 'issuer' | 'endorser';

type Proven = Pick<IssuerHost, 'host' | 'token'> & { readonly of?: ProvenFor };

/** Where the file is that proves a host. */
const pathOf = ({ of = 'issuer' }: Pick<Proven, 'of'>): string => `/.well-known/laurel-${of}.txt`;
export const PROOF_PATH = pathOf({});

/** The name of the TXT record that proves a host: below the host, so that one that is an alias (CNAME) can have it. */
export const recordName = ({ host }: Pick<Proven, 'host'>): string => `_laurel.${host}`;

/** What the record, or a line of the file, says. */
export const proofText = ({ token, of = 'issuer' }: Pick<Proven, 'token' | 'of'>): string =>
  `laurel-${of}=${token}`;

const MOST_RECORDS = 100;
const MOST_BYTES = 4_096;
const TIMEOUT_MS = 5_000;
/** DNS said that there is no such name, or none of these records (RFC 2308). */
const NOT_THERE = new Set(['ENOTFOUND', 'ENODATA']);
/** Errors of the way out that say something of the host, and not of the network between. */
const REFUSALS = new Set(['redirect_not_followed', 'address_not_allowed', 'upstream_too_large']);

async function lookInDns(resolveTxt: ResolveTxt, proven: Proven): Promise<ProofOutcome> {
  try {
    const records = await resolveTxt(recordName(proven));
    const isThere = records
      .slice(0, MOST_RECORDS)
      .some((pieces) => pieces.join('').trim() === proofText(proven));
    return isThere ? 'found' : 'missing';
  } catch (error) {
    const { code = '' } = error as { code?: string };
    return NOT_THERE.has(code) ? 'missing' : 'unknown';
  }
}

async function lookInFile(
  outbound: Pick<Outbound, 'fetch'>,
  proven: Proven,
): Promise<ProofOutcome> {
  try {
    const answer = await outbound.fetch(`${originOfHost(proven)}${pathOf(proven)}`, {
      headers: { accept: 'text/plain' },
      maxBytes: MOST_BYTES,
      timeoutMs: TIMEOUT_MS,
    });
    if (answer.status >= 500 || answer.status === 429) return 'unknown';
    if (answer.status !== 200) return 'missing';
    const lines = answer.text().split(/\r?\n/);
    return lines.some((line) => line.trim() === proofText(proven)) ? 'found' : 'missing';
  } catch (error) {
    return error instanceof LaurelError && REFUSALS.has(error.code) ? 'missing' : 'unknown';
  }
}

/** Looks for the proof of a host in DNS and at the host itself, both at once. */
export async function lookForProof(
  deps: { readonly resolveTxt: ResolveTxt; readonly outbound: Pick<Outbound, 'fetch'> },
  proven: Proven,
): Promise<ProofReport> {
  const [dns, file] = await Promise.all([
    lookInDns(deps.resolveTxt, proven),
    lookInFile(deps.outbound, proven),
  ]);
  return { dns, file };
}

/**
 * @returns whether a host is still proven by the way by which it was. From then on this installation hands out the file
 *   itself, which says that the name still leads here; of a record that was taken away it says nothing
 */
export const outcomeOf = (report: ProofReport, method: ProofMethod): ProofOutcome =>
  method === 'file' && report.dns === 'found' ? 'found' : report[method];

/** @returns by which way a host was proven; undefined where by neither. A record holds when the server is another one */
export const provenBy = ({ dns, file }: ProofReport): ProofMethod | undefined => {
  if (dns === 'found') return 'dns';
  return file === 'found' ? 'file' : undefined;
};

/** @returns what whoever has the host is asked to publish, one of two */
export const proofAt = (proven: Proven) => ({
  record: recordName(proven),
  file: `${originOfHost(proven)}${pathOf(proven)}`,
  text: proofText(proven),
});
