import type { Locale, MessageValues } from './locale.js';
import type { Session } from './session.js';

/** A file that came with a multipart form. */
export interface UploadedFile {
  readonly filename: string;
  /** As the browser said: a hint, not a fact. */
  readonly type: string;
  readonly bytes: Buffer;
}

// What the middlewares of this room put on a request.
declare module 'express-serve-static-core' {
  interface Request {
    /** The reference that error pages show and the log carries. */
    id: string;
    session: Session | null;
    locale: Locale;
    /** `locale.t`, for routes that need a message. */
    t: (key: string, values?: MessageValues) => string;
    /** A new frame token for this answer, in a cookieless session. */
    frameToken?: string;
    files?: Readonly<Record<string, UploadedFile>>;
  }
}
