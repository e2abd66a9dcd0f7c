import {
  artOfLook,
  composedArtUrl,
  composedShapeUrl,
  ICON_NAMES,
  LOOKS,
  PALETTES,
  TEMPLATES,
  undrawnIn,
} from '../../achievements/index.js';
import { fieldText, type SetUpForm, type Localizer } from '../../rules/index.js';
import { artOf, composedArtOf, STUDIO, UPLOAD } from './art-form.js';

/** The values of fields that a form was sent without. */
export const DEFAULTS = {
  combine: 'all',
  compare: 'exact',
  afterFall: 'ask',
  graceHours: '24',
  backfill: 'yes',
  renewal: 'yes',
  kind: 'assessed',
  template: 'laureate',
  palette: 'laurel',
  release: 'confirm',
  count: '2',
  skillFramework_1: 'ESCO',
  skillFramework_2: 'ESCO',
  skillFramework_3: 'ESCO',
};

const templateUrl = (template: string, palette: string, text: string): string =>
  `/achievements/art.svg?${new URLSearchParams({ template, palette, text }).toString()}`;

const pictureOf = (form: SetUpForm): string | undefined => {
  const imageId = fieldText(form, 'imageId');
  return /^[\w-]{20,64}$/.test(imageId) ? `/achievements/pictures/${imageId}.png` : undefined;
};

/** @returns the address of the picture that the form's values make */
function imageOf(form: SetUpForm): string {
  const art = artOf(form);
  const name = fieldText(form, 'name');
  if (art?.kind === 'upload') return pictureOf(form) ?? templateUrl('', '', name);
  const composed = composedArtOf(form);
  if (composed !== null) return composedArtUrl(composed, name);
  return art?.kind === 'template' ? templateUrl(art.template, art.palette, name) : '';
}

/** @returns the characters that no font of the picture has; none for an own picture */
function undrawnOf(form: SetUpForm): string {
  const art = artOf(form);
  if (art === undefined || art.kind === 'upload') return '';
  if (art.kind === 'composed' && art.title === 'none') return '';
  return undrawnIn(art.text ?? fieldText(form, 'name')).join(' ');
}

/** Models the designs and colours to choose from, each as it will look. */
export function artModel(typed: SetUpForm, { t }: Localizer) {
  const form = {
    ...typed,
    template: fieldText(typed, 'template') || DEFAULTS.template,
    palette: fieldText(typed, 'palette') || DEFAULTS.palette,
  };
  const own = pictureOf(form);
  const composed = composedArtOf({ ...form, template: STUDIO });
  // A badge of an earlier version keeps its design until another one is chosen.
  const first = TEMPLATES.filter(({ name }) => name === form.template).map(({ name }) => ({
    value: name,
    label: t(`awards.setUp.design.${name}`),
    image: templateUrl(name, form.palette, ''),
  }));
  const inColours = (name: string) => ({ ...form, palette: name });
  return {
    imageId: own && fieldText(form, 'imageId'),
    art: composed && fieldText(form, 'art'),
    templates: [
      ...(composed
        ? [{ value: STUDIO, label: t('studio.setUp.own'), image: composedShapeUrl(composed) }]
        : []),
      ...first,
      ...LOOKS.map((look) => ({
        value: look.name,
        label: t(`studio.look.${look.name}`),
        image: composedShapeUrl(
          composedArtOf({ ...form, template: look.name }) ?? artOfLook(look, ''),
        ),
      })),
      ...(own ? [{ value: UPLOAD, label: t('awards.setUp.ownPicture'), image: own }] : []),
    ],
    palettes: [
      ...(composed
        ? [
            {
              value: STUDIO,
              label: t('studio.setUp.ownColours'),
              image: shapeOf(inColours(STUDIO)),
            },
          ]
        : []),
      ...PALETTES.map(({ name }) => ({
        value: name,
        label: t(`awards.setUp.palette.${name}`),
        image: shapeOf(inColours(name)),
      })),
    ],
    undrawn: undrawnOf(form),
    iconCount: ICON_NAMES.length,
    previewImage: imageOf(form),
  };
}

/** @returns the chosen design without text. An uploaded picture has no colours, so the first design shows them */
function shapeOf(
  form: SetUpForm & { readonly palette: string; readonly template: string },
): string {
  const { template, palette } = form;
  if (TEMPLATES.some(({ name }) => name === template)) return templateUrl(template, palette, '');
  const art = composedArtOf(form) ?? composedArtOf({ ...form, template: DEFAULTS.template });
  return art === null ? templateUrl('', palette, '') : composedShapeUrl(art);
}
