/**
 * The verify command that travels in a badge's bundle: built into one file, runs with plain Node.js (20 or newer),
 * asks no network. What it knows of the issuer is what lies beside it.
 *
 *   node verify.mjs [file of a badge]
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { terminalLine, verify, type Check, type IssuedBy } from '../verify/index.js';

const folder = path.dirname(fileURLToPath(import.meta.url));
const SIGN = { pass: 'ok     ', fail: 'WRONG  ', warning: 'note   ', unknown: 'unknown' } as const;

interface Snapshot {
  readonly takenAt: string;
  /** Which file of the bundle holds the document of an address. */
  readonly documents: Readonly<Record<string, string>>;
  /** The files of endorsements. */
  readonly endorsements?: readonly string[];
}

function readSnapshot(): Snapshot {
  const file = path.join(folder, 'documents.json');
  if (!existsSync(file)) return { takenAt: '', documents: {} };
  return JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
}

const snapshot = readSnapshot();

function fetchJson(url: string): Promise<unknown> {
  const file = Object.hasOwn(snapshot.documents, url) ? snapshot.documents[url] : undefined;
  if (file === undefined) return Promise.reject(new Error(`not in this bundle: ${url}`));
  return Promise.resolve(JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as unknown);
}

/** The endorsements that lie beside the badge; each counts by its own signature, and for what it names. */
const endorsements = (snapshot.endorsements ?? []).map((file): unknown => {
  const text = readFileSync(path.join(folder, file), 'utf8');
  return file.endsWith('.json') ? JSON.parse(text) : text;
});

const say = (line: string) => void process.stdout.write(`${terminalLine(line)}\n`);
const sayCheck = ({ name, outcome, detail }: Check) =>
  say(`  ${SIGN[outcome]}  ${name.padEnd(18)}  ${detail}`);

/** Names the issuer: the signature proves a domain, and a name is what the domain's owner states. */
function sayIssuer({ id, domain, name }: IssuedBy): string {
  const called = name === null ? '' : `, which calls itself “${name}”`;
  return `Issued by ${domain ?? id}${called}.`;
}

const file = process.argv[2] ?? path.join(folder, 'credential.json');
const isStatusOld = Date.now() - Date.parse(snapshot.takenAt) > 86_400_000;
const result = await verify(new Uint8Array(readFileSync(file)), {
  // The snapshot is judged at the moment it was taken (a status list is in force for minutes); the badge's end is
  // judged by today, below.
  now: () => (snapshot.takenAt === '' ? new Date() : new Date(snapshot.takenAt)),
  fetchJson,
  findEndorsements: () => Promise.resolve(endorsements),
});

const validUntil = Date.parse(String(result.credential?.['validUntil']));
const isExpired = validUntil <= Date.now();
say(`${isExpired ? 'EXPIRED' : result.verdict.toUpperCase()}  ${path.basename(file)}`);
if (result.issuedBy !== undefined) say(sayIssuer(result.issuedBy));
result.checks.forEach(sayCheck);
for (const { state, found } of result.endorsed ?? [])
  if (state !== 'forged')
    say(`  Endorsed by ${found.issuedBy?.domain ?? found.issuedBy?.id ?? '?'}: ${state}.`);
if (snapshot.takenAt !== '') {
  say(`Judged as of ${snapshot.takenAt}, when this bundle was made.`);
  if (isStatusOld)
    say('A badge can be taken back later: ask the issuer online whether it still stands.');
}
process.exitCode = result.verdict === 'valid' && !isExpired ? 0 : 1;
