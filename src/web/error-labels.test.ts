import { describe, expect, it } from 'vitest';
import { nameFieldsOfErrors } from './error-labels.js';

const error = (id: string) => `<a href="#${id}"><!--label of ${id}-->Please fill this in.</a>`;

describe('nameFieldsOfErrors', () => {
  it('names the field of each error, as it is drawn further down', () => {
    const page = `${error('field-name')}<label for="field-name">Name <span class="optional">(optional)</span></label>`;
    expect(nameFieldsOfErrors(page)).toContain(
      '<a href="#field-name"><strong>Name:</strong> Please fill this in.</a>',
    );
  });

  it('names a group by its legend, and a label of several parts by all of them', () => {
    const group = `<fieldset class="field" id="field-kind" aria-describedby="x"><legend>Kind</legend></fieldset>`;
    const mark = `<label for="field-mark_1">Pass mark<span class="visually-hidden"> Quiz 3</span></label>`;
    const page = nameFieldsOfErrors(error('field-kind') + error('field-mark_1') + group + mark);
    expect(page).toContain('<strong>Kind:</strong>');
    expect(page).toContain('<strong>Pass mark Quiz 3:</strong>');
  });

  it('leaves what somebody has typed escaped, and an error alone whose field has no label', () => {
    const label = '<label for="field-a">&lt;script&gt;</label>';
    expect(nameFieldsOfErrors(error('field-a') + label)).toContain(
      '<strong>&lt;script&gt;:</strong>',
    );
    expect(nameFieldsOfErrors(error('field-b'))).toBe(
      '<a href="#field-b">Please fill this in.</a>',
    );
  });
});
