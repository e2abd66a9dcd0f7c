import { InvalidInput } from '../base/index.js';

/** What a form holds: texts, or lists of texts where a name came several times. */
export type Fields = Record<string, unknown>;

/** No prototype: a field may be called what it likes. */
export const emptyFields = (): Fields => Object.create(null) as Fields;

/**
 * Adds a field as it was sent.
 * @throws InvalidInput for a name such as `mark[$ne]`, which no page of ours has: left out it would count as left empty
 */
export function addField(fields: Fields, name: string, value: string): void {
  if (name.includes('['))
    throw new InvalidInput('form_unreadable', 'The form could not be read.', {
      status: 400,
      action: 'Go back and send it again.',
    });
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else fields[name] = [before, value];
}
