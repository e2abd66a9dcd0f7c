/**
 * The arrows of docs/architecture.md: what each room under src/ may import, and which library lives
 * where. A room is entered by its door (index.ts) only.
 */
const ROOMS = {
  base: [],
  embedded: [],
  store: ['base', 'embedded'],
  audit: ['base', 'store'],
  work: ['base', 'store'],
  web: ['base', 'store'],
  mail: ['base', 'store', 'work', 'web'],
  people: ['base', 'store', 'audit', 'web', 'mail'],
  lti: ['base', 'store', 'audit', 'work', 'web', 'people'],
  achievements: ['base', 'store', 'audit', 'web', 'people'],
  grades: ['base', 'store', 'audit', 'work', 'web', 'people', 'lti'],
  credentials: ['base', 'store', 'audit', 'work', 'web', 'mail', 'people', 'achievements'],
  awards: [
    ...['base', 'store', 'audit', 'work', 'web', 'mail', 'people'],
    ...['lti', 'achievements', 'grades', 'credentials'],
  ],
};

/** Each library's home: nothing else imports it. */
const HOMES = {
  ltijs: '^src/lti/',
  jose: '^src/(lti|grades|credentials)/',
  '@digitalbazaar': '^src/credentials/',
  handlebars: '^src/web/',
  agenda: '^src/work/',
  '@agendajs': '^src/work/',
  mongoose: '^src/store/|-store\\.ts$',
  libsql: '^src/embedded/',
  bson: '^src/embedded/',
  nodemailer: '^src/mail/',
};

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

const doorRules = Object.keys(ROOMS).map((room) => ({
  name: `door-of-${room}`,
  comment: `${room}/ is entered by its door (or, for the verifier alone, by credentials/verify)`,
  severity: 'error',
  from: { path: '^(src|scripts)/', pathNot: [`^src/${room}/`] },
  to: { path: `^src/${room}/`, pathNot: [`^src/${room}/(verify/)?index\\.ts$`] },
}));

const ownDoorRules = Object.keys(ROOMS).map((room) => ({
  name: `own-door-of-${room}`,
  comment: 'A room never imports its own door',
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^src/${room}/index\\.ts$` },
}));

const homeRules = Object.entries(HOMES).map(([library, home]) => ({
  name: `home-of-${library.replace(/\W/g, '')}`,
  comment: `${library} lives in ${home}`,
  severity: 'error',
  from: { path: '^src/', pathNot: [home, '\\.test\\.ts$'] },
  to: { path: `^node_modules/${library}/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
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
      from: { path: '^src/credentials/verify/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'verify-imports-itself-alone',
      severity: 'error',
      from: { path: '^src/credentials/verify/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/credentials/verify/' },
    },
    ...roomRules,
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
