/** Contents for one recipient: HPKE (RFC 9180), X25519, HKDF-SHA-256, AES-256-GCM. Keys are PEM, as `openssl genpkey -algorithm X25519` makes them. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';

export interface Envelope {
  /** The encapsulated key, base64. */
  readonly enc: string;
  readonly ciphertext: string;
}

export interface Recipient {
  /** SHA-256 (hex) of the public key's DER: which key contents went to. */
  readonly fingerprint: string;
  seal(place: EnvelopePlace, text: string): Promise<Envelope>;
}

/** Where an envelope belongs: it opens nowhere else. */
export interface EnvelopePlace {
  readonly origin: string;
  readonly size: number;
  readonly caseId: string | null;
}

/** Not a key of this kind. Never quotes it. */
export class RecipientKeyMalformed extends Error {
  override readonly name = 'RecipientKeyMalformed';
}

/** The envelope is for another key or another place, or was changed. */
export class EnvelopeClosed extends Error {
  override readonly name = 'EnvelopeClosed';
}

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() });
const INFO = Buffer.from('casegate audit-bundle/1', 'utf8');

const authenticated = ({ origin, size, caseId }: EnvelopePlace): Buffer =>
  Buffer.from(JSON.stringify([origin, size, caseId]), 'utf8');

/** @throws RecipientKeyMalformed */
export async function recipientFrom(publicPem: string): Promise<Recipient> {
  const key = keyFrom(() => createPublicKey(publicPem));
  // `createPublicKey` takes a private key too, which must not travel to a service.
  if (publicPem.includes('PRIVATE')) throw new RecipientKeyMalformed('that is a private key: give the public one');
  const der = key.export({ format: 'der', type: 'spki' });
  const recipientPublicKey = await suite.kem.deserializePublicKey(bytesOf(key.export({ format: 'jwk' }).x));
  return {
    fingerprint: createHash('sha256').update(der).digest('hex'),
    async seal(place, text) {
      const { enc, ct } = await suite.seal(
        { recipientPublicKey, info: INFO },
        Buffer.from(text, 'utf8'),
        authenticated(place),
      );
      return { enc: Buffer.from(enc).toString('base64'), ciphertext: Buffer.from(ct).toString('base64') };
    },
  };
}

export interface EnvelopeKey {
  /** @throws EnvelopeClosed */
  open(place: EnvelopePlace, envelope: Envelope): Promise<string>;
}

/** @throws RecipientKeyMalformed */
export async function envelopeKeyFrom(privatePem: string): Promise<EnvelopeKey> {
  const key = keyFrom(() => createPrivateKey(privatePem));
  const recipientKey = await suite.kem.deserializePrivateKey(bytesOf(key.export({ format: 'jwk' }).d));
  return {
    async open(place, { enc, ciphertext }) {
      try {
        const opened = await suite.open(
          { recipientKey, enc: bytesOf(enc), info: INFO },
          bytesOf(ciphertext),
          authenticated(place),
        );
        return Buffer.from(opened).toString('utf8');
      } catch (cause) {
        throw new EnvelopeClosed('for another key or place, or changed', { cause });
      }
    },
  };
}

function keyFrom(make: () => KeyObject): KeyObject {
  try {
    const key = make();
    if (key.asymmetricKeyType === 'x25519') return key;
  } catch {
    // Without the cause: it may quote a key.
  }
  throw new RecipientKeyMalformed('not an X25519 key in PEM: openssl genpkey -algorithm X25519');
}

/** Base64 with either alphabet. */
const bytesOf = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');
