import { beforeAll, describe, expect, it } from 'vitest';
import { PSEUDO, accent } from '../support/pseudo-language.js';
import { openDrawing, type Drawing } from './draw.js';
import {
  createSourceSearch,
  plainPieces,
  textsOf,
  withoutSwitch,
  wordsOfTemplates,
} from './plain-text.js';
import { retell } from './retell.js';

/** Names are the same in every language. */
const NAMES = new Set([
  ...['Laurel', 'Moodle', 'Canvas', 'LinkedIn', 'Learner Credential Wallet', 'LearnCard'],
  ...['Learner Credential Wallet LearnCard', 'O*NET', 'LTI 1.3', 'Ed25519'],
  ...['ESCO: European Skills, Competences, Qualifications and Occupations', 'O*NET Content Model'],
  // A column of a file that is uploaded has this name.
  'user id',
]);
/** Settings, algorithms and frameworks (`FONT_DIR`, `RS256`, `ESCO`), addresses, and ids such as `person:…`. */
const CODE = /^(?:[A-Z0-9_]+|\w+:\S+)$/;
const isName = (text: string) => NAMES.has(text) || CODE.test(text);
/** Shows the log's own data: actions, subjects and details as they were kept. */
const DATA = ['admin/audit'];

let drawing: Drawing;
let isOurs: (text: string) => boolean;
beforeAll(() => {
  drawing = openDrawing();
  isOurs = createSourceSearch();
});

/** What the program says on its pages and in its mail outside of the catalogue. */
function findOutside(language: string): string[] {
  const found = new Set<string>();
  for (const state of drawing.states.filter(({ view }) => !DATA.includes(view))) {
    const drawn = drawing.draw(state, language);
    const texts = state.kind === 'text' ? drawn.split('\n') : textsOf(drawn);
    for (const piece of texts.flatMap(plainPieces)) {
      if (!isName(piece) && isOurs(piece)) found.add(`${state.view}: ${piece}`);
    }
  }
  return [...found].sort();
}

describe('what people read', () => {
  it.each([PSEUDO, 'ar'])(
    'stands in the catalogue: no page in %s has English of ours',
    (code) => {
      expect(drawing.states.length).toBeGreaterThan(200);
      expect(findOutside(code)).toEqual([]);
    },
    120_000,
  );

  it('stands in no template', () => {
    const written = wordsOfTemplates().filter(({ words }) => !isName(words));
    expect(written).toEqual([]);
  });

  it('is declared to be English on no page but the guide, what programmers read, and where Moodle’s own names stand', () => {
    const declared = drawing.states
      .filter((state) => / lang="en"/.test(withoutSwitch(drawing.draw(state, 'ar'))))
      .map(({ view }) => view);
    const english = ['web/help', 'lti/register-manual', 'api/docs', 'api/errors'];
    // A badge may be in English itself, a pathway, a skill, and what is endorsed.
    const ofBadges =
      /^(?:catalogue|credentials|achievements|home|verify|mail)\/|^awards\/(?:my|my-badge|my-skills|languages|set-up)$|^admin\/framework$|^pathways\/(?:mine|public)$|^endorsements\/(?:invited|show)$/;
    expect(declared.filter((view) => !english.includes(view) && !ofBadges.test(view))).toEqual([]);
  });

  it('is found where it is on a page', () => {
    const page =
      '<p title="Plain title">⟦Ŝåý⟧ <b>Hello you</b></p><input aria-label="Say it"><script>let x = "no"</script><i lang="en">Name</i>';
    expect(textsOf(page).flatMap(plainPieces)).toEqual(['Hello you', 'Plain title', 'Say it']);
    expect(isOurs('There is no page at this address.')).toBe(true);
    expect(isOurs('Two-sample tests')).toBe(false);
  });
});

describe('the gallery', () => {
  it('tells a state again in another language, values and all', () => {
    const locale = { t: (key: string, values?: object) => JSON.stringify([key, values]) };
    expect(retell('Registration', locale)).toContain('admin.platform.facts');
    expect(retell('3 deployments wait for approval', locale)).toContain('"count":3');
    expect(retell('Somebody’s own words', locale)).toBe('Somebody’s own words');
  });

  it('accents a message and leaves what it is filled with', () => {
    expect(accent('Hello, {name}')).toBe('⟦Ĥéļļö, {name}⟧');
  });
});
