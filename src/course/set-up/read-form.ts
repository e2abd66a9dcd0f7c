import type { Request } from 'express';
import { InvalidInput } from '../../base/index.js';
import type { SetUpForm } from '../../rules/index.js';

const MOST_FIELDS = 400;
const MOST_TEXT = 12_000;

const isTyped = (value: unknown): boolean =>
  typeof value === 'string' ||
  (Array.isArray(value) && value.every((one) => typeof one === 'string'));

/**
 * Reads everything that was typed, within limits, without the session's fields and buttons.
 * @throws InvalidInput for a field name that no browser sends, such as `name[$ne]`, which would otherwise count as
 *   empty
 */
export const formOf = (req: Request): SetUpForm =>
  formOfBody((req.body ?? {}) as Record<string, unknown>);

/** Reads the same from a body that was parsed elsewhere. */
export function formOfBody(body: Readonly<Record<string, unknown>>): SetUpForm {
  const form: Record<string, string | string[]> = {};
  if (!Object.values(body).every(isTyped)) {
    throw new InvalidInput('form_unreadable', 'The form could not be read.', {
      status: 400,
      action: 'Go back and send it again.',
    });
  }
  for (const [name, value] of Object.entries(body).slice(0, MOST_FIELDS)) {
    if (!/^[a-zA-Z]\w{0,60}$/.test(name) || name === 'do' || name === 'seen') continue;
    if (typeof value === 'string') form[name] = value.slice(0, MOST_TEXT);
    else if (Array.isArray(value)) {
      const texts = value.filter((each): each is string => typeof each === 'string');
      form[name] = texts.slice(0, 50).map((each) => each.slice(0, 200));
    }
  }
  return form;
}

/** @returns one field of a sent form, as typed */
export const fieldOf = (req: Request, name: string): string => {
  const value = (req.body as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
};
