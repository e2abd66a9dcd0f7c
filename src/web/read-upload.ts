import Busboy, { type BusboyHeaders } from '@fastify/busboy';
import type { Request, RequestHandler } from 'express';
import { InvalidInput } from '../base/index.js';
import type { UploadedFile } from './express.js';
import { addField, emptyFields, type Fields } from './fields.js';
import { tooLarge } from './read-body.js';

/** What a route takes with multipart/form-data. */
export interface UploadLimits {
  /** Bytes of the whole body. */
  readonly bytes: number;
  readonly files: number;
  readonly fields: number;
}

interface Upload {
  readonly fields: Fields;
  readonly files: Record<string, UploadedFile>;
}

const HEADERS = 8;
const HEADER_BYTES = 2_048;
const NAME_BYTES = 200;

const unreadable = (cause?: unknown): InvalidInput =>
  new InvalidInput('form_unreadable', 'The form could not be read.', {
    status: 400,
    action: 'Go back and send it again.',
    cause,
  });

/** Reads multipart/form-data (RFC 7578) as it comes in, no further than the limits. */
function parse(req: Request, limits: UploadLimits): Promise<Upload> {
  const { bytes: most, files, fields } = limits;
  return new Promise((resolve, reject) => {
    const upload: Upload = {
      fields: emptyFields(),
      files: Object.create(null) as Record<string, UploadedFile>,
    };
    const parser = new Busboy.Busboy({
      headers: req.headers as BusboyHeaders,
      limits: {
        files,
        fields,
        parts: files + fields,
        headerPairs: HEADERS,
        headerSize: HEADER_BYTES,
        fileSize: most,
        fieldSize: most,
        fieldNameSize: NAME_BYTES,
      },
    });
    const stop = (error: Error): void => {
      req.unpipe(parser);
      // The rest of the body is read and dropped; the answer goes out meanwhile.
      req.resume();
      parser.removeAllListeners();
      parser.on('error', () => undefined);
      reject(error);
    };
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const)
      parser.on(limit, () => stop(tooLarge()));
    parser.on('field', (name, value, isNameCut, isCut) => {
      if (isNameCut || isCut || name.length > NAME_BYTES) return stop(tooLarge());
      try {
        addField(upload.fields, name, value);
      } catch (error) {
        stop(unreadable(error));
      }
    });
    parser.on('file', (name, file, filename, _encoding, type) => {
      const chunks: Buffer[] = [];
      // A part that is cut off says so by itself, also after the form was given up.
      file.on('error', (error) => stop(unreadable(error)));
      file.on('limit', () => stop(tooLarge()));
      file.on('data', (chunk: Buffer) => chunks.push(chunk));
      file.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (bytes.length > 0) upload.files[name] = { filename: filename ?? '', type, bytes };
      });
    });
    parser.on('error', (error) => stop(unreadable(error)));
    parser.on('finish', () => resolve(upload));
    req.on('aborted', () => stop(unreadable()));
    let seen = 0;
    req.on('data', (chunk: Buffer) => {
      seen += chunk.length;
      if (seen > most) stop(tooLarge());
    });
    req.pipe(parser);
  });
}

/** Takes a form with files at a route that has them: fields in `req.body`, files in `req.files`. */
export function readUpload(limits: UploadLimits): RequestHandler {
  return async (req, _res, next) => {
    if (req.headers['content-type']?.toLowerCase().startsWith('multipart/form-data') !== true)
      return next();
    if (req.headers['content-encoding'] !== undefined) throw unreadable();
    if (Number(req.headers['content-length'] ?? 0) > limits.bytes) throw tooLarge();
    const { fields, files } = await parse(req, limits).catch((error: unknown) => {
      throw error instanceof InvalidInput ? error : unreadable(error);
    });
    req.body = fields;
    req.files = files;
    next();
  };
}
