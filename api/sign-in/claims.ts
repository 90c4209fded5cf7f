import type { ClaimsMapping } from '../../schemas/staff.ts';

/** OpenID Connect allows 255 characters for `sub`. */
const SUBJECT_MAX = 255;

/** The name by which the directory knows a person; null where a token does not say it, or not what the mapping requires. */
export function subjectOf(
  claims: { readonly [claim: string]: unknown },
  { subject, require }: ClaimsMapping,
): string | null {
  const value = Object.hasOwn(claims, subject) ? claims[subject] : undefined;
  if (typeof value !== 'string' || value === '' || value.length > SUBJECT_MAX) return null;
  return Object.entries(require).every(([claim, allowed]) => says(claims, claim, allowed)) ? value : null;
}

/** A claim with several values says each of them. */
function says(claims: { readonly [claim: string]: unknown }, claim: string, allowed: readonly string[]): boolean {
  if (!Object.hasOwn(claims, claim)) return false;
  const said: unknown = claims[claim];
  return (Array.isArray(said) ? said : [said]).some((value) => typeof value === 'string' && allowed.includes(value));
}
