import { createSecretKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { open, seal } from '../../codec/aes-gcm.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** Test cases 13 to 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", which NIST SP 800-38D adopts. */
const KEY = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
const IV = 'cafebabefacedbaddecaf888';
const PLAINTEXT =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const CIPHERTEXT =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';

const vectors = [
  {
    name: 'test case 13: nothing',
    key: '00'.repeat(32),
    iv: '00'.repeat(12),
    authenticated: '',
    plaintext: '',
    ciphertext: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: 'test case 14: one block of zeros',
    key: '00'.repeat(32),
    iv: '00'.repeat(12),
    authenticated: '',
    plaintext: '00'.repeat(16),
    ciphertext: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    name: 'test case 15: four blocks',
    key: KEY,
    iv: IV,
    authenticated: '',
    plaintext: PLAINTEXT,
    ciphertext: CIPHERTEXT,
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  {
    name: 'test case 16: a broken block and authenticated data',
    key: KEY,
    iv: IV,
    authenticated: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plaintext: PLAINTEXT.slice(0, 120),
    ciphertext: CIPHERTEXT.slice(0, 120),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
];

describe('AES-256-GCM gives the published vectors', () => {
  test.each(vectors)('$name', ({ key, iv, authenticated, plaintext, ciphertext, tag }) => {
    const secret = createSecretKey(hex(key));
    const sealed = seal(secret, hex(iv), hex(authenticated), hex(plaintext));
    expect(sealed.toString('hex')).toBe(iv + ciphertext + tag);
    expect(open(secret, hex(authenticated), sealed)?.toString('hex')).toBe(plaintext);
  });
});

test('opens nothing that is too short to hold an IV and a tag', () => {
  const secret = createSecretKey(hex(KEY));
  for (let length = 0; length < 28; length += 1)
    expect(open(secret, Buffer.alloc(0), Buffer.alloc(length))).toBeUndefined();
});
