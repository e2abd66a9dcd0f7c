import QRCode from 'qrcode';

/** The dark modules of a QR code, row by row. */
export interface QrModules {
  /** The number of modules of a side, without the quiet zone. */
  readonly size: number;
  readonly isDark: (row: number, column: number) => boolean;
}

/** The quiet zone that a reader needs on each side, in modules (ISO/IEC 18004, 9.1). */
export const QUIET_ZONE = 4;

/** @returns the QR code of an address, with error correction M */
export function buildQr(text: string): QrModules {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 };
}

/** @returns a QR code as one SVG path in a box of `size + 8` units, dark on white whatever the page's colours are */
export function qrSvg(text: string): string {
  const { size, isDark } = buildQr(text);
  const side = size + 2 * QUIET_ZONE;
  let path = '';
  for (let row = 0; row < size; row++)
    for (let column = 0; column < size; column++)
      if (isDark(row, column)) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/><path fill="#000" d="${path}"/></svg>`
  );
}
