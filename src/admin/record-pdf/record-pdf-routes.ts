import { Router, type Request } from 'express';
import { dayIn } from '../../rules/index.js';
import type { EndPlace } from '../../awards/index.js';
import { endingOfOne, endingPage, heldByOne, heldPage } from '../record-pages.js';
import { readQuery } from '../record-query.js';
import { platformNames, type RecordDeps, type RecordPerson } from '../record-rows.js';
import type { Visitor, Visitors } from '../visitor.js';
import type { RecordRow, RecordRows } from './record-sheet.js';
import { columnsOf, endingRow, heldRows, namedWith, sheetOf } from './record-sheets.js';
import { MOST_ROWS, writeRecord } from './write-record.js';

const DAY_MS = 86_400_000;

/** A page of rows; `next`: where the next one begins. */
interface Read<Place> {
  readonly rows: readonly RecordRow[];
  readonly next: Place | undefined;
}

/**
 * Reads page by page, as the drawing asks for it, up to the most rows of a file.
 * @param end the lines under the last row
 */
function rowsFrom<Place>(
  first: Place,
  read: (from: Place) => Promise<Read<Place>>,
  end: (isCut: boolean) => readonly string[],
): () => Promise<RecordRows> {
  let from = first;
  let count = 0;
  return async () => {
    const { rows, next } = await read(from);
    const taken = rows.slice(0, MOST_ROWS - count);
    count += taken.length;
    const isCut = taken.length < rows.length || (count === MOST_ROWS && next !== undefined);
    if (next === undefined || isCut) return { rows: taken, end: end(isCut) };
    from = next;
    return { rows: taken };
  };
}

/** The record for compliance as PDF files. */
export function createRecordPdfs(
  deps: RecordDeps,
  visitors: Visitors,
  nameOf: (req: Request, person: RecordPerson) => string,
): Router {
  const router = Router();
  const keyOf = ({ platformId }: Visitor): string => platformId ?? '';

  const endOf = (req: Request, notes: readonly string[]) => (isCut: boolean) =>
    isCut ? [req.t('admin.record.pdf.cut', { count: MOST_ROWS }), ...notes] : notes;

  router.get('/admin/record.pdf', async (req, res) => {
    const visitor = await visitors.require(req);
    const query = await readQuery(deps, visitor, req);
    const { scope, person, at, day } = query;
    const [names, sheet] = await Promise.all([
      platformNames(deps, visitor),
      sheetOf(deps, req, visitor, query),
    ]);
    const read = async (after: string): Promise<Read<string>> => {
      const page = person
        ? await heldByOne(deps, scope, person.key, at)
        : await heldPage(deps, scope, at, after);
      const rows = page.lines.flatMap(({ person: who, badges }) =>
        heldRows(req, namedWith(nameOf(req, who), who, names), badges),
      );
      return { rows, next: page.nextKey };
    };
    const date = dayIn({ locale: req.locale.tag }, at);
    const title = req.t('admin.record.pdf.heldTitle', { date });
    const file = {
      key: keyOf(visitor),
      name: `laurel-record-${day}.pdf`,
      sheet: { ...sheet, title, columns: columnsOf(req).held },
    };
    const end = endOf(req, [req.t('admin.record.note')]);
    await writeRecord(deps.workers, res, file, rowsFrom(query.after, read, end));
  });

  router.get('/admin/record/ending.pdf', async (req, res) => {
    const visitor = await visitors.require(req);
    const query = await readQuery(deps, visitor, req);
    const { scope, person, days, place } = query;
    const [names, sheet] = await Promise.all([
      platformNames(deps, visitor),
      sheetOf(deps, req, visitor, query),
    ]);
    const from = deps.clock.now();
    const until = new Date(from.getTime() + days * DAY_MS);
    const read = async (after: EndPlace | undefined): Promise<Read<EndPlace | undefined>> => {
      const page = person
        ? await endingOfOne(deps, scope, person.key, { from, until })
        : await endingPage(deps, scope, { from, until, after });
      const rows = page.lines.map(({ person: who, badge }) =>
        endingRow(req, namedWith(nameOf(req, who), who, names), badge),
      );
      return { rows, next: page.next };
    };
    const date = dayIn({ locale: req.locale.tag }, until);
    const title = req.t('admin.record.pdf.endingTitle', { date });
    const file = {
      key: keyOf(visitor),
      name: 'laurel-record-ending.pdf',
      sheet: { ...sheet, title, columns: columnsOf(req).ending },
    };
    await writeRecord(deps.workers, res, file, rowsFrom(place, read, endOf(req, [])));
  });

  return router;
}
