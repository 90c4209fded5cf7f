import type { Answer } from '../schemas/answers.ts';
import type { Client } from './client.ts';

/** What privacy staff, auditors, counsel and operators ask beside a case's own way. */
export function oversightClient({ get, post }: Client) {
  const of = (id: string, rest: string): string => `/cases/${encodeURIComponent(id)}/${rest}`;
  const incident = (id: string, rest = ''): string => `/incidents/${encodeURIComponent(id)}${rest}`;
  const queried = (path: string, query: { readonly [name: string]: string | null }): string => {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null);
    return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
  };
  return {
    accesses: (id: string, after: string | null) => get<Answer<'Accesses'>>(queried(of(id, 'accesses'), { after })),
    disclosures: (id: string, after: string | null) =>
      get<Answer<'Disclosures'>>(queried(of(id, 'disclosures'), { after })),
    disclose: (id: string, body: object) => post<Answer<'Disclosed'>>(of(id, 'disclosures'), body),
    redact: (id: string, reference: string) => post<Answer<'Redacted'>>(of(id, 'redactions'), { reference }),
    release: (id: string, body: object) => post<Answer<'Released'>>(of(id, 'releases'), body),
    resume: (id: string, body: object) => post<Answer<'Resumed'>>(of(id, 'resumption'), body),
    assignments: (id: string) => get<Answer<'Assignments'>>(of(id, 'assignments')),
    assign: (id: string, body: object) => post<Answer<'Assigned'>>(of(id, 'assignments'), body),
    statistics: () => get<Answer<'Statistics'>>('/statistics'),
    report: (body: object) => post<Answer<'Reported'>>('/incidents', body),
    incidents: (state: string | null, after: string | null) =>
      get<Answer<'Incidents'>>(queried('/incidents', { state, after })),
    incident: (id: string) => get<Answer<'Incident'>>(incident(id)),
    step: (id: string, event: object) => post<Answer<'IncidentActed'>>(incident(id, '/events'), event),
  };
}
