import type { Words } from '../certificate/content.js';

const CONTENTS = [
  ['credential.json', 'json'],
  ['credential.jwt', 'jwt'],
  ['badge.png', 'png'],
  ['documents/', 'documents'],
  ['contexts/', 'contexts'],
  ['endorsements/', 'endorsements'],
  ['verify.mjs', 'command'],
] as const;

const OTHERS = [
  '1EdTech: https://openbadgesvalidator.imsglobal.org/',
  'Digital Credentials Consortium: https://verifierplus.org/',
  'npm: @digitalbazaar/vc, @digitalbazaar/data-integrity, @digitalbazaar/eddsa-rdfc-2022-cryptosuite',
];

/** The README of a bundle: what lies where, our command, and what anybody else would run. */
export function buildReadme(
  values: { badge: string; issuer: string; url: string; takenAt: string },
  { t }: Words,
  hasEndorsements: boolean,
): string {
  const contents = CONTENTS.filter(([, key]) => key !== 'endorsements' || hasEndorsements).map(
    ([file, key]) => `  ${file.padEnd(18)}${t(`keep.readme.${key}`)}`,
  );
  return [
    t('keep.readme.title', values),
    '',
    t('keep.readme.what', values),
    '',
    ...contents,
    '',
    t('keep.readme.ours'),
    '',
    '  node verify.mjs',
    '  node verify.mjs badge.png',
    '  node verify.mjs credential.jwt',
    '',
    t('keep.readme.theirs'),
    '',
    ...OTHERS.map((line) => `  ${line}`),
    '',
    t('keep.readme.online'),
    '',
    `  ${values.url}`,
    '',
  ].join('\n');
}
