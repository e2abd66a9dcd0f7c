import QRCode from 'qrcode';

/** The dark modules of a QR code, row by row. */
export interface QrModules {
  /** Modules a side, without the quiet zone. */
  readonly size: number;
  readonly isDark: (row: number, column: number) => boolean;
}

/** Modules of quiet zone that a reader needs on each side (ISO/IEC 18004, 9.1). */
export const QUIET_ZONE = 4;

/** The QR code of an address, error correction M. */
export function buildQr(text: string): QrModules {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) === 1 };
}
