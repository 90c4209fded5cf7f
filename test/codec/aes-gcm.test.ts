import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { open, seal } from '../../codec/aes-gcm.ts';

function bytes(hex: string): Buffer {
  return Buffer.from(hex, 'hex');
}

/** Test cases 13 to 16 (AES-256, 96-bit IV) of McGrew and Viega, "The Galois/Counter Mode of Operation", the paper behind NIST SP 800-38D. */
const KEY = 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308';
const IV = 'cafebabefacedbaddecaf888';
const PLAINTEXT =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const CIPHERTEXT =
  '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';
const VECTORS = [
  {
    name: '13',
    key: '00'.repeat(32),
    iv: '00'.repeat(12),
    aad: '',
    plain: '',
    cipher: '',
    tag: '530f8afbc74536b9a963b4f1c4cb738b',
  },
  {
    name: '14',
    key: '00'.repeat(32),
    iv: '00'.repeat(12),
    aad: '',
    plain: '00'.repeat(16),
    cipher: 'cea7403d4d606b6e074ec5d3baf39d18',
    tag: 'd0d1c8a799996bf0265b98b5d48ab919',
  },
  {
    name: '15',
    key: KEY,
    iv: IV,
    aad: '',
    plain: PLAINTEXT,
    cipher: CIPHERTEXT,
    tag: 'b094dac5d93471bdec1a502270e3cc6c',
  },
  {
    name: '16',
    key: KEY,
    iv: IV,
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    plain: PLAINTEXT.slice(0, 120),
    cipher: CIPHERTEXT.slice(0, 120),
    tag: '76fc6ece0f4e1768cddf8853bb2d551b',
  },
];

describe('AES-256-GCM', () => {
  it.each(VECTORS)('gives the published result of test case $name', ({ key, iv, aad, plain, cipher, tag }) => {
    const secret = createSecretKey(bytes(key));
    const sealed = seal(secret, bytes(iv), bytes(aad), bytes(plain));
    expect(sealed.toString('hex')).toBe(iv + cipher + tag);
    expect(open(secret, bytes(aad), sealed)?.toString('hex')).toBe(plain);
  });

  it('opens nothing under other authenticated data, and nothing too short to hold a tag', () => {
    const secret = createSecretKey(bytes(KEY));
    const sealed = seal(secret, bytes(IV), bytes('00'), bytes(PLAINTEXT));
    expect(open(secret, bytes('01'), sealed)).toBeUndefined();
    expect(open(secret, bytes('00'), sealed.subarray(0, 27))).toBeUndefined();
  });
});
