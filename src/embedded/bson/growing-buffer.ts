/** Bytes that are written one after the other into a buffer that grows. Kept and reused: encoding never waits. */
export class GrowingBuffer {
  bytes: Buffer;
  at = 0;

  /** @param size how many bytes it holds before it first grows */
  constructor(size: number) {
    this.bytes = Buffer.allocUnsafe(size);
  }

  /** Makes sure that so many bytes more can be written. */
  room(length: number): void {
    if (this.at + length <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + length));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.at++] = value;
  }

  raw(part: Uint8Array): void {
    this.room(part.length);
    this.bytes.set(part, this.at);
    this.at += part.length;
  }
}
