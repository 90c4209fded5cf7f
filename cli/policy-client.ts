import type { Impact, WhatIf } from '../machines/policy-comparison.ts';
import type { PolicyVersion } from '../policy/policy-version.ts';
import type { PolicyRegisterRepresentation, VersionRepresentation } from '../api/resources/policy-representations.ts';
import type { Client } from './client.ts';

export interface ImpactedCase extends Impact {
  readonly case: string;
  readonly office: string;
}
export interface ImpactPage {
  readonly version: string;
  readonly rule: string;
  readonly looked: number;
  readonly cases: readonly ImpactedCase[];
  readonly next: string | null;
}
export type WhatIfRepresentation = WhatIf & { readonly case: string; readonly version: string };
interface Ordered {
  readonly order: number;
  readonly version: string;
  readonly digest: string;
  readonly rule?: string;
}

/** The addresses under `/policies`. */
export function policyClient({ get, post }: Client) {
  const at = (version: string, rest = ''): string => `/policies/${encodeURIComponent(version)}${rest}`;
  return {
    register: () => get<PolicyRegisterRepresentation>('/policies'),
    version: (version: string) => get<VersionRepresentation & { readonly policy: PolicyVersion }>(at(version)),
    file: (version: string) => get<object>(at(version, '/file')),
    load: (body: object) => post<VersionRepresentation>('/policies', body),
    propose: (version: string, body: object) => post<Ordered>(at(version, '/proposal'), body),
    activate: (version: string, body: object) => post<Ordered>(at(version, '/activation'), body),
    suspend: (body: object) => post<Ordered>('/policies/suspension', body),
    impact: (version: string, after: string | null) =>
      get<ImpactPage>(at(version, `/impact${after === null ? '' : `?after=${encodeURIComponent(after)}`}`)),
    whatIf: (version: string, caseId: string) =>
      get<WhatIfRepresentation>(at(version, `/cases/${encodeURIComponent(caseId)}`)),
  };
}
