/** Characters that a name is shown without: of control, of direction, and those that file systems give a meaning. */
const UNWANTED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"*/:<>?\\|]/gu;
const MOST = 120;

/**
 * A file's name as it is kept: the last part of a path, without characters that change how it is read, and with the ending of
 * what it is.
 * @param extension without the dot
 */
export function safeName(name: string, extension: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const plain = last.normalize('NFC').replace(UNWANTED, '').trim().replace(/^\.+/, '');
  const lower = plain.toLowerCase();
  const isNamedSo =
    lower.endsWith(`.${extension}`) ||
    (extension === 'jpg' && lower.endsWith('.jpeg')) ||
    (extension === 'txt' && /\.(md|csv)$/.test(lower));
  const ending = isNamedSo ? plain.slice(plain.lastIndexOf('.')) : `.${extension}`;
  const stem = isNamedSo ? plain.slice(0, plain.lastIndexOf('.')) : plain;
  const kept = [...stem].slice(0, MOST).join('').trim();
  return `${kept === '' ? 'file' : kept}${ending}`;
}

/** A name as `Content-Disposition` has it (RFC 6266, RFC 8187): in ASCII, and whole. */
export function dispositionOf(name: string): string {
  const ascii = name.replace(/[^\w .()-]/g, '_');
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${whole}`;
}
