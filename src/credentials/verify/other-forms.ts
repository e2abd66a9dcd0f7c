import { Unreadable } from './bounded-json.js';

/** Forms in which credentials are passed on, too, and that are known by their look alone. */
const FORMS: readonly (readonly [name: string, look: RegExp])[] = [
  // RFC 9901, 4: a JWS, then what it discloses, each after a tilde.
  ['SD-JWT', /^[\w-]+\.[\w-]+\.[\w-]+~[\w~.-]*$/],
  // RFC 7516, 7.1.
  ['JWE', /^eyJ[\w-]*\.[\w-]*\.[\w-]*\.[\w-]+\.[\w-]+$/],
  // Verifiable Credential Barcodes, and the QR codes before them.
  ['CBOR-LD', /^V[CP]1-[A-Z2-7]+$/],
];
/** Enough to know it by. */
const MOST_LOOKED_AT = 1_000_000;

/**
 * Says of a text in a form that is not checked here which form that is.
 * @throws Unreadable `form_not_supported`
 */
export function refuseOtherForms(text: string): void {
  const bare = text.slice(0, MOST_LOOKED_AT).replace(/\s/g, '');
  const [form] = FORMS.find(([, look]) => look.test(bare)) ?? [];
  if (form === undefined) return;
  throw new Unreadable(
    'form_not_supported',
    `It is written as ${form}, which cannot be checked here; that does not make it wrong. Ask for it as JSON, JWT, PNG or SVG.`,
    { form },
  );
}
