import { omitUndefined, readCsv } from '../../base/index.js';
import type { AchievementFacts, Opened } from './facts.js';
import { identifierOf } from './read-class.js';
import { addressOf, languageOf, lineOf, momentOf, textOf } from './texts.js';

const MOST_ROWS = 5_000;

/** How exports call their columns, in letters and digits alone. The first that a table has counts. */
const COLUMNS = {
  name: [
    ...['badgename', 'badgetemplatename', 'badgetemplate', 'badgeclassname', 'badgeclass', 'badge'],
    ...['badgetitle', 'name', 'title'],
  ],
  badgeId: ['badgetemplateid', 'badgeclassid', 'badgeclassopenbadgeid', 'badgeid', 'templateid'],
  id: [
    ...['assertionurl', 'assertionid', 'assertion', 'openbadgeid', 'badgeurl', 'credentialurl'],
    ...['credentialid', 'issuedbadgeid', 'uniquehash'],
  ],
  email: [
    ...['recipientemail', 'recipient', 'recipientidentity', 'recipientidentifier', 'identifier'],
    ...['earneremail', 'emailaddress', 'email', 'identity'],
  ],
  issuedAt: [
    ...['issuedat', 'issuedon', 'issuedate', 'dateissued', 'dateawarded', 'awardedon', 'awarddate'],
    'issued',
  ],
  expiresAt: ['expiresat', 'expireson', 'expirationdate', 'expirydate', 'dateexpires', 'expires'],
  description: ['description', 'badgedescription', 'badgetemplatedescription'],
  criteria: ['criteria', 'criterianarrative', 'earningcriteria', 'badgecriteria'],
  criteriaUrl: ['criteriaurl'],
  tags: ['tags', 'skills'],
  language: ['language', 'locale'],
  image: ['image', 'imageurl', 'badgeimage'],
  issuer: ['issuername', 'issuer', 'organization', 'organisation', 'issuedby'],
  state: ['state', 'status', 'badgestatus', 'revoked'],
} as const;

type Column = keyof typeof COLUMNS;
const GONE = /^(revoked|true|yes|1|rejected|deleted)$/i;

const plainHeader = (cell: string): string => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** @returns where each known column stands; null where the first row is no heading of badges */
function columnsOf(heading: readonly string[]): ReadonlyMap<Column, number> | null {
  const headers = heading.map(plainHeader);
  const found = new Map<Column, number>();
  for (const [column, names] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const name = names.find((each) => headers.includes(each));
    if (name !== undefined) found.set(column, headers.indexOf(name));
  }
  const isOfBadges = found.has('name') || found.has('badgeId');
  return isOfBadges && found.size >= 2 ? found : null;
}

/** Whether a text begins as a table of badges does. */
export function isTable(text: string): boolean {
  const [heading = ''] = text.slice(0, 5_000).split(/\r?\n/, 1);
  try {
    return columnsOf(readCsv(heading, 1)[0]?.cells ?? []) !== null;
  } catch {
    return false;
  }
}

const MOST_CELL = 20_000;

/**
 * Reads a table of badges or of people who were given some, as Credly, Badgr, Open Badge Factory and reports of Moodle export them:
 * columns are known by their headings, in any order. A row with an address is somebody's badge, another one what can be earned.
 * @throws SyntaxError
 */
export function readTable(text: string, file: string): Opened[] {
  const [heading, ...rows] = readCsv(text, MOST_ROWS + 1);
  const columns = columnsOf(heading?.cells ?? []);
  if (columns === null) throw new SyntaxError('no table of badges');
  return rows.map(({ line, cells }): Opened => {
    const place = { file, line };
    const cell = (column: Column): string | undefined => {
      const at = columns.get(column);
      const value = at === undefined ? '' : (cells[at] ?? '').slice(0, MOST_CELL).trim();
      return value === '' ? undefined : value;
    };
    const badgeId = cell('badgeId');
    const name = lineOf(cell('name') ?? badgeId, 120);
    const notTaken = (code: string, detail: string): Opened => ({
      kind: 'refused',
      place,
      code,
      detail,
    });
    if (name === undefined) return notTaken('row_without_badge', 'The row names no badge.');
    if (GONE.test(cell('state') ?? ''))
      return notTaken('row_revoked', 'It was revoked where it comes from.');
    const facts: AchievementFacts = omitUndefined({
      id: badgeId,
      name,
      description: textOf(cell('description'), 2_000),
      criteria: addressOf(cell('criteria')) ? undefined : textOf(cell('criteria'), 10_000),
      criteriaUrl: addressOf(cell('criteriaUrl') ?? cell('criteria')),
      tags: (cell('tags') ?? '')
        .split(/[,;|]/)
        .map((tag) => lineOf(tag, 60))
        .filter((tag) => tag !== undefined)
        .slice(0, 30),
      alignments: [],
      language: languageOf(cell('language')),
      image: addressOf(cell('image')),
      issuer: omitUndefined({ name: lineOf(cell('issuer'), 200) }),
    });
    const email = cell('email');
    if (!columns.has('email')) return { kind: 'achievement', place, facts };
    if (email === undefined || !/^[^\s@]{1,64}@[^\s@]{1,250}$/.test(email))
      return notTaken('row_without_recipient', 'The row names nobody by e-mail address.');
    const issuedAt = momentOf(cell('issuedAt'));
    if (cell('issuedAt') !== undefined && issuedAt === undefined)
      return notTaken(
        'row_date',
        'The day on which it was issued cannot be read: write 2026-05-31.',
      );
    return {
      kind: 'award',
      place,
      facts: omitUndefined({
        id: identifierOf(cell('id')),
        achievement: facts,
        recipient: { email },
        issuedAt,
        expiresAt: momentOf(cell('expiresAt')),
      }),
    };
  });
}
