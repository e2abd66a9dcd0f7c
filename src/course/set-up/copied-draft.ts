import { activityTitle } from '../../awards/index.js';
import { obstacleInWords, type Listing, type Mirror } from '../../grades/index.js';
import {
  type CopiedFrom,
  type CopiedInput,
  type Draft,
  type SetUpForm,
  type Localizer,
  numberIn,
} from '../../rules/index.js';
import { matchInputs, type Looked } from './match-inputs.js';
import type { Choices } from './choices.js';

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/**
 * @returns what a person still has to choose: everything until the page was sent once, then what it said was missing
 */
const pendingOf = (brought: CopiedFrom, form: SetUpForm): readonly CopiedInput[] => {
  if (form.unmatched === undefined) return brought.inputs;
  const places = new Set(listOf(form.unmatched));
  return brought.inputs.filter((_, index) => places.has(String(index)));
};

/** Opens a draft's form. In a copied draft, what it asks for is looked up in this course. */
export function openCopiedDraft({ brought, form }: Draft, choices: Choices): SetUpForm {
  if (!brought) return form;
  const { form: found, looked } = matchInputs(pendingOf(brought, form), choices);
  const unmatched = looked.filter(({ finding }) => finding.kind !== 'found');
  return {
    ...form,
    ...found,
    use: [...new Set([...listOf(form.use), ...listOf(found.use)])],
    unmatched: unmatched.map(({ input }) => String(brought.inputs.indexOf(input))),
  };
}

/** What this course's sources say of themselves. */
export interface CourseWays {
  readonly choices: Choices;
  readonly listings: readonly Listing[];
  readonly mirrors: readonly Mirror[];
}

interface Step {
  readonly title: string;
  readonly text: string;
  /** The address of the page of this tool on which the step is done. */
  readonly href?: string;
  readonly label?: string;
}

type Told = Omit<Step, 'title'>;

/** Says of an assessment that was found what keeps it from being read. */
function blockedStep(words: Localizer, { finding }: Looked, { mirrors }: CourseWays): Told {
  if (finding.kind !== 'blocked' || !finding.assessment.obstacle) return { text: '' };
  const { assessment } = finding;
  const told = obstacleInWords(words, finding.assessment.obstacle);
  const text = words.t('awards.bring.step.blocked', told);
  const mirror = mirrors.find(({ lineItemId }) => lineItemId === assessment.id);
  if (assessment.source !== 'mirror' || !mirror) return { text };
  return { text, href: `/course/mirror/${mirror.id}`, label: words.t('awards.bring.toColumn') };
}

/** Says of an assessment that was not found why its source lists nothing, or how it comes to be listed. */
function missingStep(words: Localizer, { input }: Looked, { listings }: CourseWays): Told {
  const { t } = words;
  if (input.kind === 'badge') return { text: t('awards.bring.step.badge') };
  const obstacle = listings.find(({ source }) => source === input.source)?.obstacle;
  if (obstacle) {
    const text = t('awards.bring.step.closed', obstacleInWords(words, obstacle));
    return { text, href: '/course/sources', label: t('awards.course.sources') };
  }
  const text = t(`awards.bring.step.${input.source}`);
  if (input.source === 'mirror')
    return { text, href: '/course/mirror', label: t('awards.course.mirrorButton') };
  if (input.source !== 'lti') return { text };
  return { text, href: '/course/column', label: t('awards.course.columnButton') };
}

function stepOf(words: Localizer, looked: Looked, ways: CourseWays): Told {
  const { input, finding } = looked;
  const { t } = words;
  switch (finding.kind) {
    case 'found':
      return { text: t('awards.bring.step.found') };
    case 'blocked':
      return blockedStep(words, looked, ways);
    case 'several':
      return { text: t('awards.bring.step.several') };
    case 'other-maximum': {
      const was = input.kind === 'assessment' ? (input.maximum ?? '–') : '–';
      const now = finding.assessment.maximum ?? '–';
      const values = { was: numberIn(words, was), now: numberIn(words, now) };
      return { text: t('awards.bring.step.otherMaximum', values) };
    }
    case 'missing':
      return missingStep(words, looked, ways);
  }
}

/** Models where a draft was copied from, what a person has to choose for it, and the step that is left for each. */
export function copiedDraftModel(
  brought: CopiedFrom | undefined,
  form: SetUpForm,
  ways: CourseWays,
  words: Localizer,
) {
  if (!brought) return undefined;
  const isWhole = listOf(form.use).length >= brought.inputs.length;
  const pending = isWhole ? [] : pendingOf(brought, form);
  return {
    from: brought.title || brought.contextId,
    places: form.unmatched === undefined ? [] : listOf(form.unmatched),
    steps: matchInputs(pending, ways.choices).looked.map((each): Step => {
      const { input } = each;
      const title =
        input.kind === 'badge'
          ? words.t('awards.explain.badge', { name: input.name })
          : activityTitle(words, input);
      return { title, ...stepOf(words, each, ways) };
    }),
  };
}
