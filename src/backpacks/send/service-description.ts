import { z } from 'zod';
import { omitUndefined } from '../../base/index.js';

/** What a host says of itself that sending needs. Addresses are as the host wrote them: each is guarded when it is asked. */
export interface HostDescription {
  readonly title: string;
  /** The address below which the API is, without a slash at its end. */
  readonly apiUrl: string;
  readonly registrationUrl: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly refreshUrl: string;
  readonly revocationUrl?: string;
  readonly scopes: readonly string[];
}

/** Examples of the standard leave the scheme out, and so do hosts. */
const address = z
  .string()
  .max(2_000)
  .transform((text) => (/^[a-z]+:/i.test(text) ? text : `https://${text}`))
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol));

const description = z.object({
  info: z.object({ title: z.string().trim().min(1).max(200) }),
  servers: z
    .array(z.object({ url: z.string().max(2_000) }))
    .max(20)
    .optional(),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    securitySchemes: z.object({
      OAuth2ACG: z.object({
        'x-imssf-registrationUrl': address,
        'x-imssf-revocationUrl': address.optional(),
        flows: z.object({
          authorizationCode: z.object({
            authorizationUrl: address,
            tokenUrl: address,
            refreshUrl: address.optional(),
            scopes: z.record(z.string(), z.unknown()),
          }),
        }),
      }),
    }),
  }),
});

const withoutSlash = (url: string): string => (url.endsWith('/') ? url.slice(0, -1) : url);

/**
 * Reads a Service Description Document (Open Badges 3.0 API, 6.3).
 * @param readAt where it was found
 * @returns null where it is none, or its host takes no badges
 */
export function readDescription(value: unknown, readAt: string): HostDescription | null {
  const read = description.safeParse(value);
  if (!read.success) return null;
  const { info, servers, paths, components } = read.data;
  const takes = Object.entries(paths).some(
    ([path, methods]) => path.endsWith('/credentials') && 'post' in methods,
  );
  if (!takes) return null;
  const { OAuth2ACG: scheme } = components.securitySchemes;
  const flow = scheme.flows.authorizationCode;
  // Where no server is named the API is where its description is.
  const server = servers?.[0]?.url ?? new URL('.', readAt).href;
  if (!URL.canParse(server, readAt)) return null;
  return omitUndefined({
    title: info.title,
    apiUrl: withoutSlash(new URL(server, readAt).href),
    registrationUrl: scheme['x-imssf-registrationUrl'],
    authorizationUrl: flow.authorizationUrl,
    tokenUrl: flow.tokenUrl,
    refreshUrl: flow.refreshUrl ?? flow.tokenUrl,
    revocationUrl: scheme['x-imssf-revocationUrl'],
    scopes: Object.keys(flow.scopes),
  });
}
