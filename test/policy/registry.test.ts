import { describe, expect, it } from 'vitest';
import { ANNOUNCEMENT_2025_01_31 } from '../../policy/announcement-2025-01-31.ts';
import { POLICIES, policyOf, PolicyRefused } from '../../policy/registry.ts';

function reasonFor(version: string): unknown {
  try {
    policyOf(version);
  } catch (error) {
    if (error instanceof PolicyRefused) return error.reason;
    throw error;
  }
  return null;
}

describe('selecting a policy version', () => {
  it('finds every version by its own name', () => {
    for (const policy of POLICIES) expect(policyOf(policy.version)).toBe(policy);
    expect(policyOf('announcement-2025-01-31')).toBe(ANNOUNCEMENT_2025_01_31);
  });

  it('has no two versions of one name', () => {
    expect(new Set(POLICIES.map(({ version }) => version)).size).toBe(POLICIES.length);
  });

  it.each([
    ['11005.3', 'Using a Victim-Centered Approach with Noncitizen Crime Victims'],
    ['10076.1', 'Prosecutorial Discretion: Certain Victims, Witnesses, and Plaintiffs'],
  ])('refuses %s as rescinded, and says by what (R11)', (version, title) => {
    expect(reasonFor(version)).toEqual({ code: 'rescinded', version, title, by: 'announcement-2025-01-31' });
    expect(() => policyOf(version)).toThrow(
      /rescinded and superseded by announcement-2025-01-31: it cannot be selected/,
    );
  });

  it.each(['', 'announcement', 'Announcement-2025-01-31', 'announcement-2025-01-31 ', '__proto__', 'constructor'])(
    'refuses %j as unknown, and lists what there is',
    (version) => {
      expect(reasonFor(version)).toEqual({ code: 'unknown', version });
      expect(() => policyOf(version)).toThrow('there are: announcement-2025-01-31, announcement-2025-01-31+demo');
    },
  );
});
