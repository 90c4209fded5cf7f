/** Texts that occur nowhere else, each planted in one field of one case, and the search for them. */
import { randomInt } from 'node:crypto';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';
const CHARACTERS = 14;
/** As much of it as tells one from all others: a text that was cut off is found too. */
const KNOWN_CHARACTERS = 8;

export interface Planted {
  readonly caseNumber: number;
  readonly field: string;
}

export class Canaries {
  readonly planted = new Map<string, Planted>();

  /** A text for one field. Letters and digits alone, so that a key, a reference or a name takes it as well as a note. */
  plant(caseNumber: number, field: string): string {
    const text = `cnry${Array.from({ length: CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
    this.planted.set(startOf(text), { caseNumber, field });
    return text;
  }

  /** The planted texts that stand in `content`, as they are or in base64, hex or UTF-16. */
  foundIn(content: Buffer | string): Set<string> {
    const found = new Set<string>();
    for (const text of readingsOf(typeof content === 'string' ? content : content.toString('latin1')))
      for (const [start] of text.matchAll(CANARY)) if (this.planted.has(start)) found.add(start);
    return found;
  }
}

const CANARY = new RegExp(`cnry[a-z0-9]{${KNOWN_CHARACTERS}}`, 'g');
const startOf = (text: string): string => text.slice(0, 'cnry'.length + KNOWN_CHARACTERS);

function readingsOf(raw: string): string[] {
  const readings = [raw];
  // A letter and a zero each, in either order.
  if (raw.includes('c\0n\0r\0y')) readings.push(raw.replaceAll('\0', ''));
  for (const [run] of raw.matchAll(/[0-9a-f]{24,}/gi))
    for (const from of [0, 1]) readings.push(Buffer.from(run.slice(from), 'hex').toString('latin1'));
  for (const [run] of raw.matchAll(/[A-Za-z0-9+/_-]{16,}/g))
    for (const from of [0, 1, 2, 3]) readings.push(Buffer.from(run.slice(from), 'base64').toString('latin1'));
  return readings;
}
