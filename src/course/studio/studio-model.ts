import {
  composedArtUrl,
  composedShapeUrl,
  FAMILY_NAMES,
  ICONS_URL,
  PALETTES,
  type ComposedArt,
} from '../../achievements/index.js';
import { fieldText, type SetUpForm } from '../../rules/index.js';
import type { FormErrors } from '../set-up/choices.js';
import type { Visit } from '../visit/visit.js';
import { findIcons, type OfferedIcon } from './find-icons.js';
import { startImage, type StartGroup } from './starts.js';
import { OWN_COLOURS, type ReadStudio } from './studio-form.js';

/** What the studio shows. */
export interface ShownStudio {
  readonly form: SetUpForm;
  readonly read: ReadStudio;
  /** Errors, beside what was read. */
  readonly errors?: FormErrors;
  /** The badge's name; empty where it has none yet. */
  readonly badgeName: string;
  readonly icons: readonly OfferedIcon[];
  readonly groups: readonly StartGroup[];
  /** The id of the school's logo, where it is a stored picture. */
  readonly logoId: string | null;
  readonly isAdministrator: boolean;
  /** Notes about text of the picture that could not be placed as wished. */
  readonly notes: readonly string[];
}

const LEVELS = ['1', '2', '3', '4', '5'];

/** Models the preview: the picture in three sizes, and the notes about it. */
export function previewModel({ read, badgeName, notes, errors = {} }: ShownStudio, visit: Visit) {
  const name = badgeName || visit.t('awards.setUp.yourBadge');
  const said = Object.values({ ...read.errors, ...errors }).map((tell) => tell(visit));
  return {
    image: read.art && composedArtUrl(read.art, name),
    download: read.art && `${composedArtUrl(read.art, name)}&download`,
    suggestion: read.trouble?.suggestion,
    notes,
    said,
  };
}

/** Models the studio's page as it is filled in. */
export function studioModel(shown: ShownStudio, fallback: ComposedArt, visit: Visit) {
  const { t } = visit;
  const { form, read, icons, groups, logoId } = shown;
  const art = read.art ?? fallback;
  const query = fieldText(form, 'find');
  const chosen = fieldText(form, 'icon');
  const found = new Set(findIcons(icons, query).map(({ name }) => name));
  const errors = Object.fromEntries(
    Object.entries({ ...read.errors, ...shown.errors }).map(([name, tell]) => [name, tell(visit)]),
  );
  return {
    form: { values: form, errors },
    hasErrors: Object.keys(errors).length > 0,
    families: FAMILY_NAMES.map((name) => ({
      value: name,
      label: t(`studio.family.${name}`),
      image: composedShapeUrl({ ...art, family: name }),
    })),
    emblems: ['icon', 'letters', ...(logoId === null ? [] : ['logo']), 'none'].map((value) => ({
      value,
      label: t(`studio.emblem.${value}`),
    })),
    logoId,
    hasLogo: logoId !== null,
    iconsUrl: ICONS_URL,
    find: query,
    icons: icons.map(({ name, label, words }) => ({
      name,
      label,
      words,
      isChosen: name === chosen,
      // The chosen icon stays in the form, whether or not the search finds it.
      isShown: name === chosen || found.has(name),
    })),
    foundText: t('studio.icon.found', { number: String(found.size) }),
    foundPattern: t('studio.icon.found', { number: '{number}' }),
    palettes: [
      ...PALETTES.map(({ name, main, accent }) => ({
        value: name,
        label: t(`awards.setUp.palette.${name}`),
        main,
        accent,
        isChosen: fieldText(form, 'palette') === name,
      })),
      {
        value: OWN_COLOURS,
        label: t('studio.colour.own'),
        main: art.main,
        accent: art.accent,
        isChosen: fieldText(form, 'palette') === OWN_COLOURS,
      },
    ],
    titles: ['inside', 'below', 'none'].map((value) => ({
      value,
      label: t(`studio.title.${value}`),
    })),
    steps: ['', ...LEVELS].map((value) => ({
      value,
      label: value === '' ? t('studio.level.none') : t('studio.level.step', { step: value }),
    })),
    ofs: LEVELS.slice(1).map((value) => ({ value, label: t('studio.level.of', { of: value }) })),
    groups: groups.map(({ title, starts }) => ({
      title,
      starts: starts.map((start) => ({ ...start, image: startImage(start) })),
    })),
    isAdministrator: shown.isAdministrator,
    preview: previewModel(shown, visit),
  };
}
