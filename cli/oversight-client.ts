import type { AnswerOf } from '../schemas/answers.ts';
import type { Client } from './client.ts';

export interface Holds {
  readonly holds: readonly { readonly case: string; readonly reference: string; readonly placedAt: string | null }[];
}

/** What privacy staff, auditors, counsel and operators ask beside a case's own way. */
export function oversightClient({ get, post }: Client) {
  const of = (id: string, rest: string): string => `/cases/${encodeURIComponent(id)}/${rest}`;
  const incident = (id: string, rest = ''): string => `/incidents/${encodeURIComponent(id)}${rest}`;
  const queried = (path: string, query: { readonly [name: string]: string | null }): string => {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null);
    return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
  };
  return {
    accesses: (id: string, after: string | null) => get<AnswerOf<'Accesses'>>(queried(of(id, 'accesses'), { after })),
    disclosures: (id: string, after: string | null) =>
      get<AnswerOf<'Disclosures'>>(queried(of(id, 'disclosures'), { after })),
    disclose: (id: string, body: object) => post<AnswerOf<'Disclosed'>>(of(id, 'disclosures'), body),
    redact: (id: string, reference: string) => post<AnswerOf<'Redacted'>>(of(id, 'redactions'), { reference }),
    release: (id: string, body: object) => post<AnswerOf<'Released'>>(of(id, 'releases'), body),
    resume: (id: string, body: object) => post<AnswerOf<'Resumed'>>(of(id, 'resumption'), body),
    assignments: (id: string) => get<AnswerOf<'Assignments'>>(of(id, 'assignments')),
    assign: (id: string, body: object) => post<AnswerOf<'Assigned'>>(of(id, 'assignments'), body),
    statistics: () => get<AnswerOf<'Statistics'>>('/statistics'),
    holds: () => get<Holds>('/audit/holds'),
    report: (body: object) => post<AnswerOf<'Reported'>>('/incidents', body),
    incidents: (state: string | null, after: string | null) =>
      get<AnswerOf<'Incidents'>>(queried('/incidents', { state, after })),
    incident: (id: string) => get<AnswerOf<'Incident'>>(incident(id)),
    step: (id: string, event: object) => post<AnswerOf<'IncidentActed'>>(incident(id, '/events'), event),
  };
}
