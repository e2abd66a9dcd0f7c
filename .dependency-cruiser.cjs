/**
 * The arrows of docs/architecture.md: what each room under src/ may import, and which library lives
 * where. A room is entered by its door (index.ts) only.
 */
const BELOW_AWARDS = [
  'open-badges',
  'base',
  'typesetting',
  'workers',
  'store',
  'events',
  'audit',
  'work',
  'web',
  'limits',
  'usage',
  'mail',
  'people',
  'lti',
  'achievements',
  'grades',
  'credentials',
];

const ROOMS = {
  base: [],
  'open-badges': [],
  embedded: [],
  workers: ['base'],
  typesetting: ['base'],
  store: ['base', 'embedded'],
  metrics: ['base', 'store'],
  audit: ['base', 'store'],
  events: ['base', 'store', 'audit', 'work'],
  work: ['base', 'store'],
  web: ['base', 'store'],
  limits: ['base', 'store'],
  usage: ['base', 'store'],
  oauth: ['base', 'store', 'audit', 'web', 'limits'],
  backup: ['base', 'store', 'audit', 'mail'],
  mail: ['base', 'store', 'work', 'web'],
  people: ['base', 'store', 'audit', 'web', 'limits', 'mail'],
  lti: ['base', 'workers', 'store', 'audit', 'work', 'web', 'limits', 'people'],
  achievements: [
    'open-badges',
    'base',
    'typesetting',
    'workers',
    'store',
    'events',
    'audit',
    'web',
    'people',
  ],
  grades: ['base', 'typesetting', 'workers', 'store', 'audit', 'work', 'web', 'people', 'lti'],
  credentials: [
    'open-badges',
    'base',
    'typesetting',
    'workers',
    'store',
    'events',
    'audit',
    'work',
    'web',
    'mail',
    'usage',
    'people',
    'achievements',
  ],
  rules: [...BELOW_AWARDS],
  awards: [...BELOW_AWARDS, 'rules'],
  checks: [...BELOW_AWARDS, 'rules', 'awards'],
  bulk: [...BELOW_AWARDS, 'rules', 'awards'],
  course: [...BELOW_AWARDS, 'rules', 'awards', 'bulk', 'checks'],
  learner: [...BELOW_AWARDS, 'rules', 'awards', 'checks', 'course'],
  imports: [...BELOW_AWARDS, 'rules', 'awards'],
  home: [...BELOW_AWARDS, 'rules', 'awards', 'bulk', 'course', 'learner', 'imports'],
  retention: ['base', 'store', 'audit', 'mail', 'usage', 'lti', 'awards', 'course'],
  backpacks: [...BELOW_AWARDS, 'oauth', 'imports', 'home'],
  succession: [
    ...BELOW_AWARDS,
    'oauth',
    'rules',
    'awards',
    'bulk',
    'checks',
    'course',
    'home',
    'imports',
  ],
  admin: [
    ...BELOW_AWARDS,
    'oauth',
    'rules',
    'awards',
    'course',
    'succession',
    'retention',
    'imports',
  ],
  api: [...BELOW_AWARDS, 'oauth', 'rules', 'awards', 'bulk', 'checks', 'imports'],
};

/** Inside a room with sub-rooms: what each sub-room may import of its sisters. */
const SUB_ROOMS = {
  lti: {
    platform: [],
    keys: ['platform'],
    course: ['platform'],
    services: ['course', 'keys', 'platform'],
    launch: ['course', 'keys', 'platform'],
    registration: ['keys', 'launch', 'platform', 'services'],
    'deep-linking': ['keys', 'launch', 'platform'],
  },
  achievements: { art: [], composed: ['art'] },
  grades: { canvas: [], moodle: [], connect: ['canvas', 'moodle'] },
  course: {
    visit: [],
    'set-up': ['visit'],
    columns: ['set-up', 'visit'],
    copy: ['set-up', 'visit'],
    entries: [],
    requests: [],
    roster: ['columns', 'entries', 'set-up', 'visit'],
    overview: ['entries', 'requests', 'visit'],
    studio: ['set-up', 'visit'],
    counts: ['entries', 'set-up', 'visit'],
    digest: ['entries', 'requests', 'visit'],
    bulk: ['entries', 'requests', 'roster', 'set-up', 'visit'],
    corrections: ['bulk', 'requests', 'set-up', 'visit'],
  },
  imports: {
    open: [],
    check: ['open'],
    keep: ['check', 'open'],
    run: ['check', 'keep', 'open'],
    reissue: ['check', 'keep', 'open', 'run'],
  },
  credentials: {
    verify: [],
    offline: ['verify'],
    issuer: ['verify'],
    credential: ['issuer', 'verify'],
    certificate: ['credential', 'issuer'],
    compiled: ['credential', 'issuer', 'verify'],
    signing: ['compiled', 'credential', 'issuer', 'verify'],
    status: ['credential', 'issuer', 'signing', 'verify'],
    documents: ['credential', 'issuer', 'status', 'verify'],
    foreign: ['documents', 'verify'],
    issuing: ['credential', 'issuer', 'signing', 'status'],
    files: ['certificate', 'credential', 'issuer', 'signing', 'verify'],
    school: ['credential', 'files', 'issuer', 'verify'],
    sharing: ['certificate', 'credential', 'files', 'school', 'verify'],
    'verify-page': ['documents', 'foreign', 'issuer', 'verify'],
    'badge-page': [
      'credential',
      'documents',
      'files',
      'issuer',
      'school',
      'sharing',
      'verify',
      'verify-page',
    ],
    records: [
      'credential',
      'foreign',
      'issuer',
      'school',
      'signing',
      'status',
      'verify',
      'verify-page',
    ],
    wallets: ['certificate', 'credential', 'documents', 'issuer', 'signing', 'verify'],
  },
};

/** Each library's home: nothing else imports it. */
const HOMES = {
  ltijs: '^src/lti/',
  jose: '^src/(lti|grades|credentials|oauth)/',
  '@digitalbazaar': '^src/credentials/',
  handlebars: '^src/web/',
  agenda: '^src/work/',
  'rate-limiter-flexible': '^src/limits/',
  '@agendajs': '^src/work/',
  mongoose: '^src/store/|-(store|schema)\\.ts$',
  libsql: '^src/embedded/',
  bson: '^src/embedded/',
  nodemailer: '^src/mail/',
  'prom-client': '^src/metrics/',
  harfbuzzjs: '^src/typesetting/',
  'bidi-js': '^src/typesetting/',
};

/** Tests, and what several of them share: they see inside. */
const TESTS = '\\.test\\.ts$|/testing/';

const roomRules = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `arrows-of-${room}`,
  comment: `${room}/ may import ${allowed.join(', ') || 'no other room'}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/',
    pathNot: [`^src/${room}/`, ...allowed.map((to) => `^src/${to}/`)],
  },
}));

const subRoomRules = Object.entries(SUB_ROOMS).flatMap(([room, subRooms]) =>
  Object.entries(subRooms).map(([name, allowed]) => ({
    name: `arrows-of-${room}-${name}`,
    comment: `${room}/${name}/ may import ${allowed.join(', ') || 'no sister'}`,
    severity: 'error',
    from: { path: `^src/${room}/${name}/`, pathNot: TESTS },
    to: {
      path: `^src/${room}/[^/]+/`,
      pathNot: [name, ...allowed].map((to) => `^src/${room}/${to}/`),
    },
  })),
);

const doorRules = Object.keys(ROOMS).map((room) => ({
  name: `door-of-${room}`,
  comment: `${room}/ is entered by its door (or, for the verifier alone, by credentials/verify, and for PDF by typesetting/pdf); tests see inside`,
  severity: 'error',
  from: { path: '^(src|scripts)/', pathNot: [`^src/${room}/`, TESTS] },
  to: { path: `^src/${room}/`, pathNot: [`^src/${room}/((verify|pdf)/)?index\\.ts$`] },
}));

const ownDoorRules = Object.keys(ROOMS).map((room) => ({
  name: `own-door-of-${room}`,
  comment: 'A room never imports its own door',
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: TESTS },
  to: { path: `^src/${room}/index\\.ts$` },
}));

const homeRules = Object.entries(HOMES).map(([library, home]) => ({
  name: `home-of-${library.replace(/\W/g, '')}`,
  comment: `${library} lives in ${home}`,
  severity: 'error',
  from: { path: '^src/', pathNot: [home, TESTS] },
  to: { path: `^node_modules/${library}/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A circle of types is one as well: none of its files can be understood alone',
      severity: 'error',
      from: { path: '^(src|scripts|test)/' },
      to: { circular: true },
    },
    {
      name: 'src-stands-alone',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
    {
      name: 'verify-runs-in-browsers',
      comment: 'credentials/verify has no mongoose and no node: imports',
      severity: 'error',
      from: { path: '^src/credentials/verify/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'verify-imports-itself-alone',
      severity: 'error',
      from: { path: '^src/credentials/verify/', pathNot: TESTS },
      to: { path: '^src/', pathNot: '^src/(credentials/verify|open-badges)/' },
    },
    ...roomRules,
    {
      name: 'arrows-of-commands',
      comment: 'The command line takes the composition and the doors of whoever has a command',
      severity: 'error',
      from: { path: '^src/commands/' },
      to: {
        path: '^src/',
        pathNot: [
          '^src/commands/',
          '^src/app\\.ts$',
          '^src/master-keys\\.ts$',
          '^src/(backup|base|credentials|embedded|lti|oauth|admin|store|succession)/index\\.ts$',
        ],
      },
    },
    {
      name: 'nobody-imports-commands',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/commands/' },
      to: { path: '^src/commands/' },
    },
    ...subRoomRules,
    ...doorRules,
    ...ownDoorRules,
    ...homeRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.d.ts'],
    },
  },
};
