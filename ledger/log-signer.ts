import { deriveSecret, type KeyRing } from '../codec/key-ring.ts';
import { createReferences } from '../codec/references.ts';
import { noteSignerOf, type NoteSigner } from './log/signed-note.ts';

/** The installation's key of the log. Its name says which installation and nothing more; it lasts as long as the ring's secret. */
export function logSignerOf(ring: KeyRing): NoteSigner {
  const origin = `casegate/${createReferences(ring)('l', 'log')}`;
  return noteSignerOf(origin, deriveSecret(ring, 'checkpoints').export());
}
