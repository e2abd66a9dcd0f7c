import type { Problem, Told } from '../award-job.js';
import type { RawRow } from './csv-stream.js';

export type Column = keyof Told;

/** What columns may be called in English and in the languages of Laurel, as {@link plain} writes it. */
const NAMES: Readonly<Record<Column, string>> = {
  email:
    'email emailaddress mail mailaddress emailadresse mailadresse correo correoelectronico direcciondecorreo courriel adressecourriel adressemail adresseemail adresemail adrespocztyelektronicznej poczta البريدالالكتروني بريدالكتروني البريد',
  userId:
    'userid ltiuserid user sub benutzerid benutzerkennung nutzerid idusuario iddeusuario usuario idutilisateur identifiantutilisateur identifiant iduzytkownika identyfikator معرفالمستخدم',
  sisId:
    'sisid sisuserid sourcedid personsourcedid lispersonsourcedid idnumber studentid studentnumber matrikelnummer matrikelnr idsis numerodeidentificacion matricula numerodematricula numeroetudiant numerodetudiant numerodidentification numeralbumu nralbumu numerindeksu nrindeksu رقمالطالب الرقمالجامعي',
  name: 'name fullname student learner vollstandigername teilnehmer nombre nombrecompleto estudiante nom nomcomplet etudiant imieinazwisko student uczen الاسم الاسمالكامل الطالب',
  reason:
    'reason note comment narrative evidence grund begrundung bemerkung notiz kommentar motivo razon nota comentario raison motif remarque commentaire powod uzasadnienie uwagi komentarz السبب ملاحظة تعليق',
  ruleId: 'rule ruleid regel regelid regla idregla regle idregle regula idreguly القاعدة',
};

/** @returns a heading without capitals, marks, spaces and signs: `Correo electrónico` is `correoelectronico` */
const plain = (heading: string): string =>
  heading
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]/gu, '');

const COLUMN_OF: ReadonlyMap<string, Column> = new Map(
  (Object.entries(NAMES) as [Column, string][]).flatMap(([column, names]) =>
    names.split(' ').map((name) => [plain(name), column] as const),
  ),
);

/** Which cell of a row is what; the name of a heading as it was written, by column. */
export interface Columns {
  readonly at: ReadonlyMap<Column, number>;
  readonly headings: ReadonlyMap<Column, string>;
}

/** What a learner may be named by, the most reliable first. */
export const WAYS = ['userId', 'sisId', 'email', 'name'] as const;

/** @returns which cell is what, by the headings of the first row, or what is wrong with them */
export function columnsOf({
  cells,
  problem,
}: RawRow): Columns | { readonly problem: Problem; readonly column?: string } {
  if (problem !== undefined) return { problem };
  const at = new Map<Column, number>();
  const headings = new Map<Column, string>();
  for (const [index, cell] of cells.entries()) {
    const column = COLUMN_OF.get(plain(cell));
    if (column === undefined) continue;
    const heading = cell.trim().slice(0, 80);
    if (at.has(column)) return { problem: 'column_twice', column: heading };
    at.set(column, index);
    headings.set(column, heading);
  }
  // Canvas calls its own number `ID` where it writes the SIS id beside it; elsewhere an `id` is the user's.
  const bare = cells.findIndex((cell) => plain(cell) === 'id');
  if (bare >= 0 && !at.has('userId') && !at.has('sisId')) {
    at.set('userId', bare);
    headings.set('userId', (cells[bare] ?? '').trim());
  }
  if (!WAYS.some((way) => at.has(way))) return { problem: 'no_header' };
  return { at, headings };
}
