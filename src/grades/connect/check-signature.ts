import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a webhook's clock may differ from ours, in seconds. */
export const WINDOW_SECONDS = 300;

/**
 * Checks `x-signature: t=<unix seconds>,v1=<hex>` over the bytes of a body, within five minutes: v1 is HMAC-SHA256 of
 * `<t>.<body>`. There may be several v1 while a secret is being changed.
 * @returns the signature that is valid, or null
 */
export function checkSignature(
  header: string | undefined,
  body: Uint8Array,
  { secret, now }: { readonly secret: string; readonly now: Date },
): string | null {
  if (header === undefined || header.length > 1_000) return null;
  const parts = header.split(',').map((part) => part.trim().split('='));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  if (!/^\d{1,12}$/.test(time)) return null;
  if (Math.abs(now.getTime() / 1000 - Number(time)) > WINDOW_SECONDS) return null;
  const made = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  const given = parts.filter(([name]) => name === 'v1').map(([, value = '']) => value);
  const good = given.find(
    (value) => /^[\da-f]{64}$/i.test(value) && timingSafeEqual(made, Buffer.from(value, 'hex')),
  );
  return good ?? null;
}
