import {
  composedArt,
  findColourTrouble,
  PALETTES,
  type ColourTrouble,
  type ComposedArt,
} from '../../achievements/index.js';
import { fieldText, localized, type LocalizedMessage, type SetUpForm } from '../../rules/index.js';
import type { FormErrors } from '../set-up/choices.js';

/** The value of field `palette` for two colours of the instructor's own. */
export const OWN_COLOURS = 'own';

/** The content of the studio's form, or what is wrong with it. */
export interface ReadStudio {
  /** The art; null where a field could not be read. */
  readonly art: ComposedArt | null;
  readonly errors: FormErrors;
  /** Two colours without enough contrast, and a colour that would have it. */
  readonly trouble: ColourTrouble | null;
}

/** @returns art as fields of the studio's form */
export function studioFormOf(art: ComposedArt): SetUpForm {
  const { emblem, level } = art;
  const palette = PALETTES.find(({ main, accent }) => main === art.main && accent === art.accent);
  return {
    family: art.family,
    emblem: emblem.kind,
    icon: emblem.kind === 'icon' ? emblem.icon : '',
    letters: emblem.kind === 'letters' ? emblem.letters : '',
    logo: emblem.kind === 'logo' ? emblem.imageId : '',
    palette: palette?.name ?? OWN_COLOURS,
    main: art.main,
    accent: art.accent,
    title: art.title,
    text: art.text ?? '',
    motto: art.motto ?? '',
    step: level === undefined ? '' : String(level.step),
    of: level === undefined ? '3' : String(level.of),
  };
}

function emblemOf(form: SetUpForm): unknown {
  const kind = fieldText(form, 'emblem');
  switch (kind) {
    case 'icon':
      return { kind, icon: fieldText(form, 'icon') };
    case 'letters':
      return { kind, letters: fieldText(form, 'letters') };
    case 'logo':
      return { kind, imageId: fieldText(form, 'logo') };
    default:
      return { kind: 'none' };
  }
}

function coloursOf(form: SetUpForm): { main: string; accent: string } {
  const palette = PALETTES.find(({ name }) => name === fieldText(form, 'palette'));
  const own = (name: string) => fieldText(form, name).toLowerCase();
  return palette === undefined
    ? { main: own('main'), accent: own('accent') }
    : { main: palette.main, accent: palette.accent };
}

const given = (text: string): string | undefined => (text === '' ? undefined : text);

function artOf(form: SetUpForm): unknown {
  const step = fieldText(form, 'step');
  const of = Number(fieldText(form, 'of') || '3');
  return {
    kind: 'composed',
    family: fieldText(form, 'family'),
    ...coloursOf(form),
    emblem: emblemOf(form),
    title: fieldText(form, 'title') || 'inside',
    text: given(fieldText(form, 'text')),
    motto: given(fieldText(form, 'motto')),
    level: step === '' ? undefined : { step: Number(step), of },
  };
}

const wrong = (key: string): LocalizedMessage => localized(`studio.error.${key}`);

/** The field that an issue belongs to, by the member it was found in. */
const FIELDS: Readonly<Record<string, string>> = {
  family: 'family',
  main: 'main',
  accent: 'accent',
  title: 'title',
  text: 'text',
  motto: 'motto',
  level: 'step',
};

/** Reads the studio's form. Two colours without enough contrast are refused, with a suggestion. */
export function readStudio(form: SetUpForm): ReadStudio {
  const parsed = composedArt.safeParse(artOf(form));
  if (!parsed.success) {
    const errors: Record<string, LocalizedMessage> = {};
    for (const { path } of parsed.error.issues) {
      const field =
        path[0] === 'emblem' ? fieldText(form, 'emblem') : (FIELDS[String(path[0])] ?? '_form');
      errors[field] ??= wrong(field === '_form' ? 'family' : field);
    }
    return { art: null, errors, trouble: null };
  }
  const { main, accent } = parsed.data;
  const trouble = findColourTrouble({ main, accent });
  if (trouble === null) return { art: parsed.data, errors: {}, trouble };
  const { ratio, suggestion } = trouble;
  const told = localized('studio.error.contrast', { ratio: String(ratio), suggestion });
  return { art: parsed.data, errors: { accent: told }, trouble };
}
