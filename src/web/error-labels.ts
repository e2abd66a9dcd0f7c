/** Where the list of errors (views/partials/form-errors.hbs) names a field: it is drawn before the field is. */
const PLACE = /<!--label of ([\w.-]+)-->/g;
const LABEL = /<label for="([\w.-]+)">([^]{0,1000}?)<\/label>/g;
const GROUP = /<fieldset class="field" id="([\w.-]+)"[^>]{0,500}><legend>([^]{0,1000}?)<\/legend>/g;

const isShort = (text: string) => text !== '' && text.length <= 200;

/** @returns the words of a label: without "(optional)" and without tags; what was escaped stays so */
const wordsOf = (html: string): string =>
  html
    .replace(/<span class="optional">[^<]*<\/span>/g, '')
    .replace(/<[^<>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();

/**
 * Puts the label of its field before each error in a page's list of errors, so that "Please fill this in." says what.
 * @param html a whole page; an error whose field has no label stays as it is
 */
export function nameFieldsOfErrors(html: string): string {
  if (!html.includes('<!--label of ')) return html;
  const labels = new Map(
    [...html.matchAll(LABEL), ...html.matchAll(GROUP)].map(([, id = '', label = '']) => [
      id,
      wordsOf(label),
    ]),
  );
  return html.replace(PLACE, (_place, id: string) => {
    const label = labels.get(id) ?? '';
    return isShort(label) ? `<strong>${label}:</strong> ` : '';
  });
}
