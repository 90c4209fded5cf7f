import { bodyLimit } from 'hono/body-limit';
import { ProblemError } from './problem-response.ts';

/**
 * A form is larger than its command: whatever is no letter or digit it writes as three characters for each byte, of which a character has up
 * to three. The largest forms are advice (21 texts of 4,000 characters: 756,000) and a policy file (256 KiB: 786,432). Whatever fits into their
 * fields is read, so that it comes back to whoever typed it where the service finds it too large.
 */
const FORM_BYTES_MAX = 1024 * 1024;

export const formLimit = bodyLimit({
  maxSize: FORM_BYTES_MAX,
  onError: () => {
    throw new ProblemError('too-large');
  },
});
