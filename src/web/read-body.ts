import express, { type RequestHandler } from 'express';
import { InvalidInput } from '../base/index.js';
import type { UploadedFile } from './express.js';

const FORM_LIMIT = '256kb';
const JSON_LIMIT = '1mb';
const UPLOAD_LIMIT = '4mb';
const MAX_FIELDS = 2000;

type Fields = Record<string, unknown>;

function addField(fields: Fields, name: string, value: string): void {
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else fields[name] = [before, value];
}

function checkParts(form: FormData): void {
  if ([...form.keys()].length <= MAX_FIELDS) return;
  throw new InvalidInput('too_large', 'What was sent is too large.', { status: 413 });
}

/** Reads multipart/form-data (RFC 7578) with the parser that Node's own fetch brings. */
async function parseMultipart(body: Buffer, contentType: string) {
  let form: FormData;
  try {
    form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
  } catch (cause) {
    throw new InvalidInput('form_unreadable', 'The form could not be read.', {
      status: 400,
      action: 'Go back and send it again.',
      cause,
    });
  }
  checkParts(form);
  // No prototype: a field may be called what it likes.
  const fields = Object.create(null) as Fields;
  const files = Object.create(null) as Record<string, UploadedFile>;
  for (const [name, value] of form.entries()) {
    if (typeof value === 'string') addField(fields, name, value);
    else if (value.size > 0) {
      const bytes = Buffer.from(await value.arrayBuffer());
      files[name] = { filename: value.name, type: value.type, bytes };
    }
  }
  return { fields, files };
}

const readUpload: RequestHandler = async (req, _res, next) => {
  const contentType = req.headers['content-type'];
  if (Buffer.isBuffer(req.body) && contentType?.startsWith('multipart/form-data')) {
    const { fields, files } = await parseMultipart(req.body, contentType);
    req.body = fields;
    req.files = files;
  }
  req.body ??= {};
  next();
};

/** Bodies, each kind with its limit: forms, JSON and its dialects, uploads. */
export function readBody(): RequestHandler[] {
  return [
    // What another system signs is read as it was sent: the signature is over its bytes.
    express.raw({ limit: FORM_LIMIT, type: (req) => req.url?.startsWith('/hooks/') === true }),
    express.urlencoded({ extended: true, limit: FORM_LIMIT, parameterLimit: MAX_FIELDS }),
    express.json({ limit: JSON_LIMIT, type: ['application/json', 'application/*+json'] }),
    express.text({
      limit: JSON_LIMIT,
      type: ['text/plain', 'application/jwt', 'application/vc+jwt'],
    }),
    express.raw({ limit: UPLOAD_LIMIT, type: 'multipart/form-data' }),
    readUpload,
  ];
}
