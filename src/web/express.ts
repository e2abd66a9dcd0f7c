import type { Locale, Translate } from './locale.js';
import type { Session } from './session.js';

/** A file that came with a multipart form. */
export interface UploadedFile {
  readonly filename: string;
  /** The media type as the browser said it: a hint, not a fact. */
  readonly type: string;
  readonly bytes: Buffer;
}

/** Of an answer's Content Security Policy what differs between answers. */
export interface ContentPolicy {
  /** Origins as CSP writes them: `https://lms.example`, `https://*.instructure.com`, or `*`. */
  readonly frameAncestors: readonly string[];
  readonly formAction: readonly string[];
  /** Whether the page may frame pages of this site. */
  readonly framesOwn: boolean;
}

// What the middlewares of this room put on a request.
declare module 'express-serve-static-core' {
  interface Request {
    /** The reference that error pages show and the log carries. */
    id: string;
    /** The pattern it was answered as, where no route answered it. */
    answeredAs?: string;
    /** The code of the error it was answered with. */
    problemCode?: string;
    session: Session | null;
    /** The issuer whose own host was asked, which serves what is public and no more; absent below PUBLIC_URL. */
    issuerHost?: { readonly issuerId: string; readonly origin: string };
    locale: Locale;
    /** `locale.t`, for routes that need a message. */
    t: Translate;
    /** A new frame token for this answer, in a cookieless session. */
    frameToken?: string;
    /** What the answer's Content Security Policy says, as far as it is settled. */
    contentPolicy?: ContentPolicy;
    files?: Readonly<Record<string, UploadedFile>>;
  }
}
