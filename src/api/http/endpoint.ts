import type { z } from 'zod';
import type { Scope } from '../../oauth/index.js';
import type { Upload } from './upload.js';
import type { Within } from './within.js';

/** Who calls an endpoint, and with what. */
export interface Call<Q = unknown, B = unknown> {
  /** The part of the data that the token opens; null is everything. */
  readonly within: Within;
  /** `token:<id>`, as the audit log names actors. */
  readonly actor: string;
  /** The placeholders of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  readonly body: B;
  /** The revision of the header If-Match (RFC 9110, 13.1.1), where one was sent. */
  readonly ifMatch: string | undefined;
}

/** A file as an answer. */
export interface FileReply {
  readonly type: string;
  readonly bytes: Uint8Array;
  readonly name: string;
}

/** What an endpoint answers with. */
export interface Reply<A> {
  readonly value?: A;
  readonly file?: FileReply;
  /** A value of the resource that changes with it; absent: a digest of the answer. */
  readonly revision?: string;
  /** The cursor of the next page (RFC 8288: `Link` with rel="next"). */
  readonly next?: string | null;
  /** The path of what was made, after /api/v1. */
  readonly location?: string;
}

/** A body that came in and was kept, on which nothing has been done yet. */
export interface Received {
  /** Does what was asked for. */
  finish(): Promise<Reply<unknown>>;
  /** Forgets it: the same was sent before, or it may not be done. */
  discard(): Promise<void>;
}

export type Method = 'get' | 'post' | 'put' | 'delete';

/** One route of the API: what is served, what is documented and what is tested are all made of it. */
export interface Endpoint {
  readonly method: Method;
  /** After /api/v1, with placeholders as OpenAPI writes them: `/awards/{id}`. */
  readonly path: string;
  /** The operationId of OpenAPI. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly scope: Scope;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  readonly answer: {
    readonly status: 200 | 201 | 202;
    readonly schema?: z.ZodType;
    /** The media types of a file. */
    readonly files?: readonly string[];
  };
  /** Whether a change must name the revision that it was made against (If-Match). */
  readonly needsIfMatch?: boolean;
  /** The statuses of problems beside those that every endpoint has. */
  readonly problems?: readonly (404 | 409 | 410 | 412 | 422)[];
  /** The media types of a body that is read as it comes in, with the schema of each; it goes to `receive`. */
  readonly uploads?: Readonly<Record<string, z.ZodType>>;
  /** Takes such a body; what is to be done is done when it is there. */
  receive?(call: Call, upload: Upload): Promise<Received>;
  run(call: Call): Promise<Reply<unknown>>;
}

/** Types an endpoint: its `run` is given what the schemas of query and body make, and gives what the answer's schema takes. */
export function endpoint<
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
  A extends z.ZodType = z.ZodUndefined,
>(
  definition: Omit<Endpoint, 'query' | 'body' | 'answer' | 'receive' | 'run'> & {
    readonly query?: Q;
    readonly body?: B;
    readonly answer: Omit<Endpoint['answer'], 'schema'> & { readonly schema?: A };
    receive?(call: Call<z.output<Q>, z.output<B>>, upload: Upload): Promise<Received>;
    run(call: Call<z.output<Q>, z.output<B>>): Promise<Reply<z.input<A>>>;
  },
): Endpoint {
  return definition;
}
