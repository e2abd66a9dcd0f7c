import { Router, type Request } from 'express';
import { z } from 'zod';
import { csvLine, omitUndefined } from '../base/index.js';
import {
  AUDIT_ACTIONS,
  type AuditEntry,
  type AuditPlace,
  type AuditQuery,
} from '../audit/index.js';
import { labelOf, personIdOf, type Person } from '../people/index.js';
import { sendLines } from '../web/index.js';
import { createAuditNames } from './audit-names.js';
import { auditSentence, sentenceKey } from './audit-sentence.js';
import { nothingHere, withinOf, type Visitor, type Visitors } from './visitor.js';
import type { AdminDeps, ShowPage } from './admin-page.js';

const PAGE = 50;
/** The most entries of a file, and how many are read at a time. */
const MOST = 10_000;
const A_PART = 500;
const DAY_MS = 86_400_000;
/** The columns of the file, each with the key of its heading below `admin.audit`. */
const COLUMNS = {
  at: 'at',
  actor: 'actor',
  action: 'action',
  subject: 'subject',
  platformId: 'platform',
  deploymentId: 'deployment',
  contextId: 'course',
  details: 'details',
} as const;
const day = z.iso
  .date()
  .transform((text) => new Date(`${text}T00:00:00Z`))
  .optional()
  .catch(undefined);
const querySchema = z.object({
  after: z
    .string()
    .regex(/^\d{1,15}-[\da-f]{24}$/)
    .optional()
    .catch(undefined),
  action: z.enum(AUDIT_ACTIONS).optional().catch(undefined),
  person: z
    .string()
    .regex(/^[\w-]{22}$/)
    .optional()
    .catch(undefined),
  from: day,
  until: day,
});
/** A sentence without names, to choose a kind of entry by. */
const BLANKS = { actor: '…', person: '…', badge: '…', course: '…', platform: '…' };
type Filter = z.infer<typeof querySchema>;

function queryOf(visitor: Visitor, { after, action, from, until }: Filter): AuditQuery {
  const [at, id] = after?.split('-') ?? [];
  return omitUndefined({
    ...withinOf(visitor),
    action,
    from,
    // The last day is in it.
    until: until && new Date(until.getTime() + DAY_MS),
    after: at !== undefined && id !== undefined ? { at: new Date(Number(at)), id } : undefined,
  });
}

/** The part of an address that asks for the same again. */
const asked = ({ action, person, from, until }: Filter, after?: string): string =>
  new URLSearchParams(
    omitUndefined({
      action,
      person,
      from: from?.toISOString().slice(0, 10),
      until: until?.toISOString().slice(0, 10),
      after,
    }),
  ).toString();

const isNewer = (a: AuditPlace, b: AuditPlace): number =>
  b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1);

/** Details that an entry's sentence says, or that name a person by an id. */
const SAID: ReadonlySet<string> = new Set(['changed', 'count', 'people', 'personKey']);

/** The rest of what was written down, as it was: what a name was before, for one. */
function detailsOf({ details = {} }: AuditEntry): string | undefined {
  const rest = Object.entries(details).filter(([name]) => !SAID.has(name));
  return rest.map(([name, value]) => `${name}: ${String(value)}`).join(', ') || undefined;
}

/** The routes of the audit log, as a page and as CSV. An LMS administrator sees their own platform's entries alone. */
export function createAuditRoutes(deps: AdminDeps, visitors: Visitors, show: ShowPage): Router {
  const router = Router();

  /** @throws NotFound for a person of another platform */
  async function personOf(visitor: Visitor, id: string | undefined): Promise<Person | null> {
    if (id === undefined) return null;
    const [person] = await deps.people.findMany([id]);
    const isTheirs = visitor.platformId === null || person?.platformId === visitor.platformId;
    if (person === undefined || !isTheirs) throw nothingHere();
    return person;
  }

  /** What somebody did, and what was done to them. */
  async function read(query: AuditQuery, person: Person | null, limit: number) {
    if (person === null) return deps.audit.page({ ...query, limit });
    const { id, platformId, userId } = person;
    const [by, about] = await Promise.all([
      deps.audit.page({ ...query, limit, actor: `person:${id}` }),
      deps.audit.page({ ...query, limit, personKey: `${platformId}/${userId}` }),
    ]);
    const all = new Map([...by, ...about].map((entry) => [entry.id, entry]));
    return [...all.values()].sort(isNewer).slice(0, limit);
  }

  /** Whose entries a row leads to: of whom it is about, else who did it. */
  function whoseOf({ actor, details }: AuditEntry): string | undefined {
    const key = details?.['personKey'];
    if (typeof key === 'string') {
      const at = key.indexOf('/');
      return personIdOf(key.slice(0, at), key.slice(at + 1));
    }
    return /^person:([\w-]{22})$/.exec(actor)?.[1];
  }

  async function rowsOf(req: Request, entries: readonly AuditEntry[], filter: Filter) {
    const namesOf = createAuditNames(deps);
    return Promise.all(
      entries.map(async (entry) => {
        const names = await namesOf(entry);
        const whose = whoseOf(entry);
        const name = entry.details?.['personKey'] === undefined ? names.actor : names.person;
        return omitUndefined({
          at: entry.at,
          text: auditSentence(req.t, entry, names),
          details: detailsOf(entry),
          reason: names.reason && req.t('admin.audit.reason', { reason: names.reason }),
          more:
            name !== undefined && whose !== undefined && whose !== filter.person
              ? {
                  href: `/admin/audit?${asked({ ...filter, person: whose })}`,
                  label: req.t('admin.audit.more', { person: name }),
                }
              : undefined,
        });
      }),
    );
  }

  router.get('/admin/audit', async (req, res) => {
    const visitor = await visitors.require(req);
    const filter = querySchema.parse(req.query);
    const person = await personOf(visitor, filter.person);
    const entries = await read(queryOf(visitor, filter), person, PAGE);
    const last = entries.at(-1);
    const next = last && `${last.at.getTime()}-${last.id}`;
    const query = asked(filter);
    await show(req, res, visitor, {
      view: 'admin/audit',
      current: 'audit',
      model: omitUndefined({
        title: req.t('admin.audit.title'),
        csv: `/admin/audit.csv${query === '' ? '' : `?${query}`}`,
        actions: AUDIT_ACTIONS.map((value) => ({
          value,
          label: req.t(sentenceKey(value), BLANKS).replace(/[\u2066-\u2069]/g, ''),
          chosen: value === filter.action,
        })),
        from: filter.from?.toISOString().slice(0, 10) ?? '',
        until: filter.until?.toISOString().slice(0, 10) ?? '',
        person: person?.id,
        ofPerson: person ? req.t('admin.audit.ofPerson', { person: labelOf(person) }) : undefined,
        isFiltered: query !== '',
        entries: await rowsOf(req, entries, filter),
        older: entries.length === PAGE ? `/admin/audit?${asked(filter, next)}` : undefined,
      }),
    });
  });

  router.get('/admin/audit.csv', async (req, res) => {
    const visitor = await visitors.require(req);
    const filter = querySchema.parse(req.query);
    const person = await personOf(visitor, filter.person);
    const query = queryOf(visitor, filter);
    res.setHeader('Content-Disposition', 'attachment; filename="laurel-audit.csv"');
    res.type('text/csv; charset=utf-8');
    const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
    await sendLines(
      res,
      (async function* () {
        yield csvLine(Object.values(COLUMNS).map((key) => req.t(`admin.audit.${key}`)));
        let after = query.after;
        for (let sent = 0; sent < MOST; sent += A_PART) {
          const entries = await read(omitUndefined({ ...query, after }), person, A_PART);
          yield entries.map((entry) => csvLine(names.map((name) => entry[name]))).join('');
          after = entries.at(-1);
          if (entries.length < A_PART) break;
        }
      })(),
    );
  });

  return router;
}
