import { omitUndefined, type Settings } from '../base/index.js';
import type { Translate, Web } from '../web/index.js';
import type { BadgePicture, RenderedMail, SchoolOf } from './mail.js';

/** A picture with its size: mail programs do not all keep to a greatest one. */
export interface MailPicture {
  /** Of this installation. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

/** How a school's mail looks: the model of views/layouts/mail.hbs. */
export interface MailBrand {
  readonly name: string;
  readonly logo?: MailPicture;
  /** For programs that show mail on a dark ground. */
  readonly darkLogo?: MailPicture;
  /** Colours, `#rrggbb`: of what stands out, and of what is written on it. */
  readonly accent: string;
  readonly ink: string;
  readonly darkAccent: string;
  readonly darkInk: string;
}

/** Of a deployment as it is now; null while there is none. */
export type FindMailBrand = (of: SchoolOf) => Promise<MailBrand | null>;

/** What is sealed of a mail until it is sent. */
export interface Letter {
  readonly to: string;
  readonly model: Record<string, unknown>;
  readonly unsubscribe?: string;
  readonly replyTo?: string;
  readonly school?: SchoolOf;
  readonly picture?: BadgePicture;
  readonly isProbe?: boolean;
}

/** A badge's picture as PNG, 240 pixels wide, and its alternative text; null where there is none. */
export type FindBadgePicture = (
  of: BadgePicture,
) => Promise<{ readonly png: Uint8Array; readonly alt: string } | null>;

export interface RenderMailDeps {
  readonly findPicture?: FindBadgePicture;
  readonly settings: Pick<Settings, 'publicUrl'>;
  readonly web: Pick<Web, 'renderMail' | 'renderText' | 'chooseLocale'>;
  readonly findBrand?: FindMailBrand;
}

/** Of mail that no school sends: this program's own colours. */
const OWN = { accent: '#1f6a4d', ink: '#ffffff', darkAccent: '#86d0aa', darkInk: '#0d2318' };

const dataUrl = (png: Uint8Array): string =>
  `data:image/png;base64,${Buffer.from(png).toString('base64')}`;

/** What a mail says is partly a tenant's word; who sends it is not. */
function footOf(
  t: Translate,
  of: { readonly host: string; readonly isBranded: boolean; readonly end: string | undefined },
): string {
  return [
    ...(of.isBranded ? [t('certificate.issuedWith')] : []),
    t('web.mail.footer', { host: of.host }),
    ...(of.end === undefined ? [] : [`${t('mail.stop.link')}: ${of.end}`]),
  ].join('\n');
}

/** Mail is not kept back for want of a picture. */
async function pictureFor({ findPicture }: RenderMailDeps, of: BadgePicture | undefined) {
  if (of === undefined || findPicture === undefined) return null;
  return findPicture(of).catch(() => null);
}

/**
 * A mail as its reader gets it, in the brand that its school has now.
 * @param isShown it is looked at in a page: pictures stand in the HTML itself, and links that act for the reader are left out
 */
export async function renderMail(
  deps: RenderMailDeps,
  view: string,
  { to, model: said, unsubscribe, replyTo, school, picture: of }: Letter,
  { language, isShown = false }: { readonly language?: string | undefined; isShown?: boolean },
): Promise<RenderedMail> {
  const { web, settings, findBrand } = deps;
  const { publicUrl } = settings;
  const locale = web.chooseLocale(language === undefined ? [] : [language]);
  const subject = locale.t(`mail.${view}.subject`, said).replace(/\s+/g, ' ');
  const { host } = new URL(publicUrl);
  const brand = school === undefined ? null : ((await findBrand?.(school)) ?? null);
  const found = await pictureFor(deps, of);
  const cid = `badge@${host.replace(/[^\w.-]/g, '-')}`;
  const picture = found && { alt: found.alt, src: isShown ? dataUrl(found.png) : `cid:${cid}` };
  const colours = brand ?? OWN;
  const end = isShown && unsubscribe !== undefined ? publicUrl : unsubscribe;
  // A view that has its own words for the end of such mail says `stop`.
  const own = 'stop' in said ? { stop: end, unsubscribe: undefined } : { unsubscribe: end };
  const model = { publicUrl, ...said, ...own, title: subject, host, brand, colours, picture };
  const text = web.renderText(view, model, locale.tag).trimEnd();
  const foot = footOf(locale.t, { host, isBranded: brand !== null, end: model.unsubscribe });
  return omitUndefined({
    to,
    subject,
    text: `${brand === null ? '' : `${brand.name}\n\n`}${text}\n\n-- \n${foot}\n`,
    html: web.renderMail(view, model, locale.tag),
    embedded: found && !isShown ? [{ cid, png: found.png }] : undefined,
    unsubscribe,
    replyTo,
  });
}
