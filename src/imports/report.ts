import { csvLine } from '../base/index.js';
import { wordCheck } from '../credentials/index.js';
import type { Entry, Import } from './run/import.js';

/** The reader's words. */
interface Words {
  readonly t: (key: string, values?: Readonly<Record<string, unknown>>) => string;
  readonly locale: { readonly tag: string };
}

/** Words an entry's refusal; the verifier's own English where there are no words. */
function reasonOf({ code, detail }: Pick<Entry, 'code' | 'detail'>, { t, locale }: Words) {
  if (code === undefined) return undefined;
  const key = `imports.refused.${code}`;
  const words = t(key);
  if (words !== key) return words;
  return wordCheck({ outcome: 'fail', code, detail: detail ?? '' }, t, locale.tag);
}

const OUTCOME_KINDS: Readonly<Record<Entry['outcome'], string>> = {
  unjudged: 'info',
  waiting: 'info',
  kept: 'success',
  draft: 'success',
  reissued: 'success',
  duplicate: '',
  refused: 'warn',
  undone: '',
};

const placeOf = ({ place: { file, line } }: Entry, { t }: Words): string =>
  line === undefined ? file : t('imports.line', { file, line });

const proofOf = ({ proof, outcome }: Entry, { t }: Words) =>
  proof === undefined || outcome === 'refused' ? undefined : t(`imports.proof.${proof}`);

/** Models the report of a file: each thing in it, and what became of it. */
export function buildReport(
  found: Import,
  entries: readonly Entry[],
  counts: Readonly<Partial<Record<Entry['outcome'], number>>>,
  words: Words,
) {
  const { t } = words;
  const isReissue = found.purpose === 'reissue';
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return {
    id: found.id,
    fileName: found.fileName,
    createdAt: found.createdAt,
    state: found.state,
    problem: reasonOf(found.problem ?? {}, words),
    total,
    done: total - ((found.state === 'judging' ? counts.unjudged : counts.waiting) ?? 0),
    isGoing: found.state === 'checking' || found.state === 'judging',
    summary: Object.entries(counts).map(([outcome, count]) =>
      t(`imports.count.${outcome}`, { count }),
    ),
    isUndoable:
      !isReissue && found.state === 'done' && (counts.kept ?? 0) + (counts.draft ?? 0) > 0,
    entries: entries.map((entry) => ({
      name: entry.name ?? t('imports.unnamed'),
      place: placeOf(entry, words),
      proof: proofOf(entry, words),
      issuedAt: entry.issuedAt === undefined ? undefined : new Date(entry.issuedAt),
      who: entry.who,
      issuer: entry.issuer,
      host: entry.host,
      outcome: t(`imports.outcome.${entry.outcome}`),
      kind: OUTCOME_KINDS[entry.outcome],
      reason: reasonOf(entry, words),
      ref: entry.ref,
    })),
  };
}

const COLUMNS = [
  ...['file', 'line', 'kind', 'name', 'issuer', 'host', 'issued', 'proof', 'outcome', 'code'],
  'reason',
];

/** The report of a file as CSV (RFC 4180), a line a thing in it; it names nobody who holds a badge. */
export function reportCsv(entries: readonly Entry[], words: Words): string {
  const lines = entries.map((entry) =>
    csvLine([
      ...[entry.place.file, entry.place.line?.toString(), entry.kind, entry.name, entry.issuer],
      ...[entry.host, entry.issuedAt, entry.proof, entry.outcome, entry.code],
      reasonOf(entry, words),
    ]),
  );
  return `\uFEFF${csvLine(COLUMNS)}${lines.join('')}`;
}
