import { courseId } from '../../../src/api/course-id.js';
import { AUDIT_ACTIONS } from '../../../src/audit/index.js';
import type { Role, World } from './found.js';
import { PART, PATHWAY } from './fill-pathways.js';
import type { Size } from './size.js';

/** One page as somebody asks for it. */
export interface Address {
  readonly name: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it is a file that goes on for long, of which the first byte is waited for. */
  readonly isStream: boolean;
}

const COURSE = [
  ...[
    '/course',
    '/course/column',
    '/course/counts',
    '/course/new',
    '/course/bring',
    '/course/sources',
  ],
  ...[
    '/course/mirror',
    '/course/restricted',
    '/course/drafts/DRAFT',
    '/course/drafts/DRAFT/studio',
  ],
  ...[
    '',
    '?page=MIDDLE',
    '?page=LAST',
    '?page=MIDDLE&sort=-grade',
    '?filter=earned&sort=-date',
  ].map((query) => `/course/badges/RULE${query}`),
  ...[
    '?filter=earned&page=MIDDLE',
    '?q=learner',
    '?q=learner%204',
    '?q=TAIL',
    '?filter=not-yet',
  ].map((query) => `/course/badges/RULE${query}`),
  ...['edit', 'languages', 'end', 'column', 'corrections', 'import', 'counts', 'people.csv'].map(
    (part) => `/course/badges/RULE/${part}`,
  ),
  ...['learner', 'learner/revoke'].map((part) => `/course/badges/RULE/${part}?user=USER`),
  ...[
    '/course/jobs/bench-job',
    '/course/imports/bench-many',
    '/course/imports/bench-many/results.csv',
  ],
  ...['', '/PATHWAY', '/PATHWAY/people', '/PATHWAY/people?after=PERSON', '/PATHWAY/parts/PART'].map(
    (part) => `/course/pathways${part}`,
  ),
];
const LEARNER = ['/my/pathways', '/my', '/my/settings', '/my/record', '/my/badges/AWARD'];
const HOME = [
  ...['/home', '/home/settings', '/home/profile', '/home/record', '/home/elsewhere'],
  ...['/home/badges/AWARD', '/home/backpacks', '/home/backpacks/send/AWARD'],
];
/** What both administrators see: the operator of everything, a school's of their platform. */
const ADMIN = [
  ...['/admin', '/admin/platforms', '/admin/platforms/PLATFORM', '/admin/approvals'],
  ...['/admin/issuer', '/admin/counts', '/admin/counts?platform=PLATFORM', '/admin/retention'],
  ...['/admin/platforms/PLATFORM/issuer', '/admin/platforms/PLATFORM/issuer/host'],
  ...['/admin/platforms/PLATFORM/issuer/brand', '/admin/platforms/PLATFORM/self-test'],
  ...['', '?person=PERSON', '?badge=BADGE', '?on=2026-06-01', '?after=AWARD'].map(
    (query) => `/admin/record${query}`,
  ),
  ...['', '?days=3660', '?badge=BADGE'].map((query) => `/admin/record/ending${query}`),
  ...['/admin/record.csv', '/admin/record/ending.csv', '/admin/imports', '/admin/imports/IMPORT'],
  ...['/admin/imports/IMPORT/report.csv', '/admin/api', '/admin/api/clients'],
  ...['/admin/webhooks', '/admin/webhooks/WEBHOOK', '/admin/webhooks/WEBHOOK?state=dead'],
  ...['', '?state=sent', '?state=pending', '?state=failed', '?address=learner1@example.test'].map(
    (query) => `/admin/outbox${query}`,
  ),
  ...['?before=MAIL', '?state=sent&before=MAIL'].map((query) => `/admin/outbox${query}`),
  '/admin/outbox/MAIL',
  ...[
    ...['', '?after=PLACE', '?action=award.award', '?action=award.award&after=PLACE'],
    ...['?action=person.erased', '?action=backup.read', '?person=PERSON', '?from=2026-01-01'],
    ...['?from=2020-01-01&until=2020-02-01', '?until=2026-06-01&action=rule.changed'],
    '?person=PERSON&action=rule.paused',
  ].map((query) => `/admin/audit${query}`),
  ...['/admin/audit.csv', '/admin/audit.csv?action=award.award'],
];
const OPERATOR = [
  ...['/admin/invitations', '/admin/keys', '/admin/issuer/host'],
  ...['/admin/issuer/brand', '/admin/platforms/PLATFORM/continue'],
];
const API = [
  ...['achievements', 'awards', 'awards?rule=RULE', 'people', 'people?userId=USER', 'courses'],
  ...['rules', 'rules?course=COURSE', 'records?personId=PERSON', 'imports', 'platforms', 'issuers'],
  ...['events', 'events?types=award.given', 'events?types=rule.paused', 'webhooks', 'invitations'],
  ...['achievements/BADGE', 'achievements/BADGE/versions', 'rules/RULE', 'awards/AWARD'],
  ...['awards/AWARD/credential', 'credentials/CREDENTIAL', 'credentials/CREDENTIAL/files/json'],
  ...['records/RECORD', 'records/RECORD/files/json', 'people/PERSON', 'people/PERSON/data'],
  ...['imports/IMPORT', 'imports/IMPORT/entries', 'imports/IMPORT/entries?cursor=MIDDLE'],
  ...['imports/IMPORT/report', 'courses/COURSE', 'courses/COURSE/check', 'platforms/PLATFORM'],
  ...['bulk/BULK', 'bulk/BULK/rows', 'bulk/MANY/rows?limit=100', 'bulk/MANY/rows?result=problem'],
  ...['webhooks/WEBHOOK', 'webhooks/WEBHOOK/deliveries', 'webhooks/WEBHOOK/deliveries?state=dead'],
  ...['pathways', 'pathways/PATHWAY', 'pathways/PATHWAY/progress'],
  'hooks/samples?event=award.given',
].map((path) => `/api/v1/${path}`);
const PUBLIC = [
  ...['/', '/help/instructors', '/help/learners', '/help/verifiers', '/help/admins'],
  ...['/help/accessibility', '/help/errors', '/verify', '/verify/worker.js', '/robots.txt'],
  ...['/healthz', '/readyz', '/api/openapi.json', '/api/docs', '/lti/keys'],
  ...['/.well-known/did.json', '/.well-known/jwks.json', '/issuers/default'],
  ...['/.well-known/oauth-authorization-server', '/.well-known/openbadges', '/lti/canvas.json'],
  ...['', '.json', '.jwt', '.png', '.svg', '/qr.svg', '/art.png', '/card.png', '/embed'].map(
    (part) => `/credentials/CREDENTIAL${part}`,
  ),
  ...['', '.json', '.jwt'].map((part) => `/records/RECORD${part}`),
  ...['', '/suspension', '/refresh'].map((part) => `/status/STATUS${part}`),
  ...['/status/FULL', '/achievements/BADGE', '/achievements/BADGE/versions/1'],
  ...['/achievements/BADGE/versions/1/image.png', '/achievements/icons.svg'],
  ...['/pathways/PATHWAY', '/register/laurel-role.xml'],
];

/** Routes that are left out: what reads no store, needs a secret of a mail, or is drawn once and kept. */
export const NOT_ASKED: Readonly<Record<string, string>> = {
  '/help/pictures/:name': 'a file',
  '/lti/login': 'a launch: bench launch',
  '/deep-linking': 'a launch of its own',
  '/register': 'asks the platform',
  '/mail/:token/:kind': 'a secret of a mail',
  '/email/:token': 'a secret of a mail',
  '/digest/:token': 'a secret of a mail',
  '/home/enter/:token': 'a secret of a mail',
  '/home/invitations/:token': 'a secret of a mail',
  '/home/address/:token': 'a secret of a mail',
  '/mail/invitations/:token/stop': 'a secret of a mail',
  '/admin/enter': 'a secret of a link',
  '/interactions/:id': 'a wallet’s exchange, by its id',
  '/achievements/art.svg': 'drawn of the address alone',
  '/achievements/pictures/:file': 'a file by its id',
  '/achievements/:id/in/:language': 'a language that the badge has not',
  '/achievements/:id/versions/:version/in/:language': 'a language that the badge has not',
  '/issuers/accent-:colour.css': 'of the address alone',
  '/issuers/:issuer/keys/:thumbprint': 'a key by its id',
  '/issuers/:issuer/achievements': 'courses, not learners; kept for a minute',
  '/sitemap-:issuer.xml': 'courses, not learners; kept for a minute',
  '/sitemap.xml': 'issuers',
  '/issuers/:issuer/did.json': 'of an issuer with a host of its own',
  '/credentials/:id.pdf': 'drawn in a process of its own',
  '/credentials/:id.zip': 'drawn in a process of its own',
  '/admin/outbox/:id/html': 'a mail that is not sent yet',
  '/admin/keys/issuer': 'one key by its id',
  '/admin/record.pdf': 'drawn in a process of its own',
  '/admin/record/ending.pdf': 'drawn in a process of its own',
  '/verify/seen': 'what a reader was shown before',
  '/course/sources/canvas/callback': 'an answer of Canvas',
  '/register/laurel-user.csv': 'of the address alone',
  '/course/mirror/:id': 'a column that asks the platform',
  '/home/backpacks/callback': 'an answer of another system',
  '/home/authorize': 'a request of another system',
  '/ims/ob/v3p0/discovery': 'the same as /.well-known/openbadges',
  '/ims/ob/v3p0/credentials': 'needs an app’s consent',
  '/ims/ob/v3p0/profile': 'needs an app’s consent',
  '/home/sent': 'after a form',
  '/home/elsewhere/imports/:id': 'a file of one person',
  '/home/elsewhere/imports/:id/report.csv': 'a file of one person',
  '/home/elsewhere/:id': 'a badge of one person',
  '/home/elsewhere/:id/file': 'a badge of one person',
  '/profiles/:id': 'a profile that is shown',
  '/pathways/:id/map.png': 'drawn in a process of its own',
};

/** Files that are written as they are read: their first byte counts. */
const STREAMS = /\.csv|\/imports\/[^/]+\/report$/;

/** What stands in for the words in capitals. */
export function valuesOf(world: World, size: Size, found: Readonly<Record<string, string>>) {
  const { ids, course, userId } = world;
  const pages = Math.ceil(size.learners / 50);
  return {
    DRAFT: ids['draft']!,
    PATHWAY,
    PART,
    RULE: ids['rules']!,
    BADGE: ids['achievements']!,
    AWARD: ids['awards']!,
    CREDENTIAL: ids['credentials']!,
    RECORD: ids['records']!,
    PERSON: ids['person']!,
    PLATFORM: course.platformId,
    COURSE: courseId(course),
    IMPORT: ids['imports']!,
    WEBHOOK: ids['webhooks']!,
    BULK: ids['bulk']!,
    USER: encodeURIComponent(userId),
    MIDDLE: String(pages >> 1),
    LAST: String(pages),
    TAIL: String(size.learners - 3),
    ...found,
  };
}

/** Every page, as each of those asks for it who may. */
export function listAddresses(world: World, values: Readonly<Record<string, string>>): Address[] {
  const { cookies, tokens } = world;
  const of = (who: string, paths: readonly string[], headers: Record<string, string>): Address[] =>
    paths.map((path) => ({
      name: `${who} ${path}`,
      path: path.replace(/[A-Z]{3,}/g, (word) => values[word] ?? word),
      headers,
      isStream: STREAMS.test(path),
    }));
  const as = (role: Role, paths: readonly string[]) => of(role, paths, { cookie: cookies[role] });
  const by = (token: keyof World['tokens'], paths: readonly string[]) =>
    of(`api ${token}`, paths, { authorization: `Bearer ${tokens[token]}` });
  return [
    ...as('teacher', COURSE),
    ...as('learner', LEARNER),
    ...as('home', HOME),
    ...as('admin', ADMIN),
    ...as('operator', [...ADMIN, ...OPERATOR]),
    ...by('all', API),
    ...by('platform', API),
    ...of('anybody', PUBLIC, {}),
  ];
}

/** Pages that read a course, its people or its grades anew from the learning platform. */
const WAITING =
  /^\w+ \/(?:course\/(?:new|restricted|drafts\/DRAFT|badges\/RULE\/edit)|admin\/platforms\/PLATFORM\/self-test)$/;

/** Whether a page waits for the learning platform, by its name. */
export const isWaiting = (name: string): boolean => WAITING.test(name);

/** The kinds of audit entries that the bench asks for are kinds. */
export const isAction = (action: string): boolean =>
  (AUDIT_ACTIONS as readonly string[]).includes(action);

/** Whether a path is one of a route's, such as `/course/badges/:id`. */
export function isOf(route: string, { path }: Pick<Address, 'path'>): boolean {
  const pattern = route.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+?');
  return new RegExp(`^${pattern}$`).test(path.split('?')[0]!);
}
