/** What lists are narrowed by that is no choice among a few: by the name of the query's parameter, what each takes. */
import { z } from 'zod';
import { instant, officeCode } from './commands.ts';
import { recipient } from './privacy-commands.ts';

export const DISCLOSURE_NARROWING = {
  recipient: recipient.describe('Only those to this recipient: its code, whole'),
  from: instant.describe('Only from this moment on'),
  until: instant.describe('Only before this moment'),
} as const;

/** An id has no more characters; whether there is such a case is not said. */
const CASE_ID_CHARACTERS_MAX = 40;
export const PROPOSAL_NARROWING = {
  case: z.string().max(CASE_ID_CHARACTERS_MAX).describe('Only those about this case'),
} as const;

export const FIGURES_NARROWING = {
  office: officeCode.describe('Of this office; leadership may name any, or leave it out for all of them'),
} as const;
