import { fieldText, type SetUpForm } from '../../rules/index.js';
import { FACETS, type Facet } from '../../skills/index.js';
import type { CourseDeps } from '../visit/course-deps.js';
import type { Visit } from '../visit/visit.js';

const fieldName = (facet: Facet): string => `term_${facet}`;

/** Reads which kind, category and level of the institution's own a badge has. */
export const readTerms = (form: SetUpForm): string[] =>
  FACETS.map((facet) => `${facet}:${fieldText(form, fieldName(facet))}`).filter((term) =>
    /:[0-9a-f]{24}$/.test(term),
  );

/** @returns the fields of a badge's kind, category and level */
export const formOfTerms = (terms: readonly string[] = []): SetUpForm =>
  Object.fromEntries(
    FACETS.map((facet) => {
      const [, id = ''] = terms.find((one) => one.startsWith(`${facet}:`))?.split(':') ?? [];
      return [fieldName(facet), id] as const;
    }),
  );

/** @returns the choices of kind, category and level; a retired one only where the badge has it */
export async function termChoices(
  { skills }: Pick<CourseDeps, 'skills'>,
  visit: Pick<Visit, 'course' | 't'>,
  form: SetUpForm,
) {
  const chosen = readTerms(form).map((term) => term.split(':')[1] ?? '');
  const [active, own] = await Promise.all([
    skills.taxonomy.listFor(visit.course),
    skills.taxonomy.findMany(chosen),
  ]);
  const all = new Map([...active, ...own].map((one) => [one.id, one]));
  return FACETS.flatMap((facet) => {
    const terms = [...all.values()].filter((one) => one.facet === facet);
    if (terms.length === 0) return [];
    return [
      {
        name: fieldName(facet),
        label: visit.t(`skills.taxonomy.${facet}.one`),
        choices: [
          { value: '', label: visit.t('skills.taxonomy.noneChosen') },
          ...terms.map(({ id, name }) => ({ value: id, label: name })),
        ],
      },
    ];
  });
}
