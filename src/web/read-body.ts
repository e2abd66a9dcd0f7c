import express, { type RequestHandler } from 'express';
import { InvalidInput } from '../base/index.js';
import { addField, emptyFields, type Fields } from './fields.js';

const FORM_BYTES = 262_144;
const MOST_FIELDS = 2_000;

export const tooLarge = (): InvalidInput =>
  new InvalidInput('too_large', 'What was sent is too large.', { status: 413 });

/** How many members a form has, counted before it is taken apart. */
function countMembers(text: string): number {
  let count = 1;
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) count += 1;
  return count;
}

/**
 * Reads a form (application/x-www-form-urlencoded): flat, a name given several times is a list. The parser is the platform's
 * own, linear whatever is sent.
 */
export function parseFormBody(text: string): Fields {
  if (countMembers(text) > MOST_FIELDS) throw tooLarge();
  const fields = emptyFields();
  for (const [name, value] of new URLSearchParams(text)) addField(fields, name, value);
  return fields;
}

const takeForm: RequestHandler = (req, _res, next) => {
  if (typeof req.body === 'string') req.body = parseFormBody(req.body);
  req.body ??= {};
  next();
};

/**
 * What every address takes: a small form. Any button of a page may be one where there are no cookies. All other kinds of
 * body are read by the routes that take them, and are left unread elsewhere.
 */
export function readForms(): RequestHandler[] {
  const type = 'application/x-www-form-urlencoded';
  return [express.text({ limit: FORM_BYTES, type }), takeForm];
}

/** Reads a body as the bytes it is, for a route that makes sense of them itself. */
export function readBytes(limit: number, type: string[] | '*/*' = '*/*'): RequestHandler {
  const read = express.raw({ limit, type: type === '*/*' ? () => true : type });
  return (req, res, next) => {
    read(req, res, (error?: unknown) => {
      if (Buffer.isBuffer(req.body)) req.body = new Uint8Array(req.body);
      next(error);
    });
  };
}
