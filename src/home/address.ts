/**
 * @returns the key under which an address is kept, so that `Ada@Home.test` is the address `ada@home.test`. Only ASCII letters
 *   are folded: other alphabets have letters that fold into these, and would be taken for somebody else's address
 */
export const addressKeyOf = (address: string): string =>
  address.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
