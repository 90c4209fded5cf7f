/** Policy versions over HTTP: what there is, what another version would change, and how one comes into force. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { RegisterRefused } from '../../ledger/policy-register.ts';
import { VersionOfBuild, type KnownVersion } from '../../ledger/policy-library.ts';
import { impactOn, whatIf } from '../../machines/policy-comparison.ts';
import { may, type Action } from '../../machines/may.ts';
import { denialWords } from '../../machines/case-words.ts';
import { PolicyRefused } from '../../policy/registry.ts';
import { scheduleFrom } from '../../policy/schedule.ts';
import type { Answer } from '../../schemas/answers.ts';
import { digestOf } from '../../schemas/digest.ts';
import { caseIdSchema } from '../../schemas/ids.ts';
import {
  suspensionSchema,
  versionActivationSchema,
  versionLoadSchema,
  versionProposalSchema,
} from '../../schemas/policy-commands.ts';
import {
  POLICY_FILE_BYTES_MAX,
  POLICY_FILE_FORMAT,
  PolicyFileRefused,
  policyFileFrom,
} from '../../schemas/policy-file.ts';
import type { Json, Person } from '../../schemas/words.ts';
import { nextOf, pageOf } from '../http/cursor.ts';
import type { Signed } from '../http/identity.ts';
import { pageOfBuild } from './policy-page-source.ts';
import { policyRegisterOf, versionOf } from './policy-representations.ts';
import { once } from '../http/once.ts';
import type { AppPorts } from '../ports.ts';
import { ProblemError, respondWithProblem } from '../http/problem-response.ts';
import { readBody } from '../http/read-body.ts';
import type { RegisterPort } from '../adapters/register-port.ts';

/** A file in JSON's own escapes, with its signature. */
export const POLICY_BODY_BYTES_MAX = 2 * POLICY_FILE_BYTES_MAX;
/** Cases that are compared for one answer: each is decrypted and stepped once. */
const COMPARED_MAX = 50;
/** Entries of one case that are run again for one answer: some seconds. A longer case is refused as too long. */
const REPLAYED_MAX = 2_000;
const ENTRIES_PAGE = 100;

const ofFile = bodyLimit({
  maxSize: POLICY_BODY_BYTES_MAX,
  onError: (context) => respondWithProblem(context, 'too-large'),
});

export function policyRoutes(ports: AppPorts, port: RegisterPort): Hono<Signed> {
  const { library, register } = port;
  const permit = (person: Person, action: Action): Promise<void> => refuseUnlessPermitted(ports, person, action);
  return new Hono<Signed>()
    .get('/', async (context) => context.json(await policyRegisterOf(ports, port, pageOf(context, z.string()))))
    .post('/', ofFile, once(ports), async (context) => {
      const person = context.get('person');
      await permit(person, 'version.loaded');
      const { file, signature } = await readBody(context, versionLoadSchema);
      const bytes = new TextEncoder().encode(file);
      const by = { person: person.id, at: ports.clock() };
      const loaded = await orProblem(() => library.load(bytes, signature, by));
      return context.json(versionOf(ports, loaded), 201);
    })
    .post('/suspension', once(ports), async (context) => {
      const person = context.get('person');
      await permit(person, 'version.suspended');
      const { note } = await readBody(context, suspensionSchema);
      const order = await orProblem(() => register.suspend({ person: person.id, note, at: ports.clock() }));
      await port.look();
      return context.json({
        order: order.policyOrder,
        version: order.version,
        digest: order.digest,
      } satisfies Answer<'VersionDecided'>);
    })
    .get('/:version', (context) => {
      const known = knownVersion(port, context.req.param('version'));
      return context.json({ ...versionOf(ports, known), policy: known.policy } satisfies Answer<'Version'>);
    })
    .get('/:version/file', async (context) => {
      const { policy, loaded } = knownVersion(port, context.req.param('version'));
      const page = loaded === null ? await pageOfBuild(policy.version) : await pageOfFile(register, policy.version);
      return context.json({ format: POLICY_FILE_FORMAT, page, policy } satisfies Answer<'PolicyFile'>);
    })
    .post('/:version/proposal', once(ports), async (context) => {
      const person = context.get('person');
      await permit(person, 'version.proposed');
      const { digest, proof, note } = await readBody(context, versionProposalSchema);
      const known = knownVersion(port, context.req.param('version'));
      refuseOtherDigest(known, digest);
      if (proof.policyDigest !== known.digest || proof.machinesDigest !== port.machinesDigest)
        throw new ProblemError('malformed', {
          errors: [{ pointer: '/proof', message: 'is a proof of another version, or of other code than runs here' }],
        });
      const { version } = known.policy;
      const proofDigest = digestOf(proof as unknown as Json);
      const proposal = { version, digest, proofDigest, note, person: person.id, at: ports.clock() };
      const order = await orProblem(() => register.propose(proposal));
      return context.json({ order: order.policyOrder, version, digest } satisfies Answer<'VersionDecided'>);
    })
    .post('/:version/activation', once(ports), async (context) => {
      const person = context.get('person');
      await permit(person, 'version.activated');
      const { digest, note } = await readBody(context, versionActivationSchema);
      const known = knownVersion(port, context.req.param('version'));
      refuseOtherDigest(known, digest);
      const {
        version,
        transition: { value: rule },
      } = known.policy;
      const activation = { version, digest, rule, note, person: person.id, at: ports.clock() };
      const order = await orProblem(() => register.activate(activation));
      await port.look();
      return context.json({ order: order.policyOrder, version, digest, rule } satisfies Answer<'VersionActivated'>);
    })
    .get('/:version/impact', async (context) => {
      const person = context.get('person');
      await permit(person, 'version.compared');
      const known = knownVersion(port, context.req.param('version'));
      const { limit, after } = pageOf(context, z.string());
      const page = { after: after ?? null, limit: Math.min(limit, COMPARED_MAX) };
      const caseIds = await register.openCases(page);
      const cases = await Promise.all(caseIds.map((caseId) => impactOf(ports, person, known, caseId)));
      const changing = cases.filter((one) => one !== null);
      await recordComparisons(
        ports,
        person,
        changing.map((one) => one.case),
      );
      return context.json({
        version: known.policy.version,
        rule: known.policy.transition.value,
        looked: caseIds.length,
        cases: changing,
        next: nextOf(caseIds, page.limit, (caseId) => caseId),
      } satisfies Answer<'Impact'>);
    })
    .get('/:version/cases/:case', async (context) => {
      const person = context.get('person');
      await permit(person, 'version.compared');
      const known = knownVersion(port, context.req.param('version'));
      return context.json(await whatIfOf(ports, person, known, context.req.param('case')));
    });
}

/** Null where it would change nothing that anybody would notice. */
async function impactOf(ports: AppPorts, person: Person, { policy, terms }: KnownVersion, caseId: string) {
  const record = await ports.ledger.caseOf(caseId);
  if (record === null || record.endedAt !== null) return null;
  const at = ports.clock();
  const { office, system } = record;
  const superseding = { terms, rule: policy.transition.value, schedule: scheduleFrom(policy, at, office), at };
  const { changes, ...impact } = impactOn(system, superseding, person);
  return changes ? { case: caseId, office, ...impact, changes } : null;
}

async function whatIfOf(
  ports: AppPorts,
  person: Person,
  { policy, terms }: KnownVersion,
  id: string,
): Promise<Answer<'WhatIf'>> {
  const caseId = caseIdSchema.safeParse(id);
  const record = caseId.success ? await ports.ledger.caseOf(caseId.data) : null;
  if (record === null) throw new ProblemError('not-found');
  const entries = await entriesOf(ports, record.caseId);
  const scheduleAt = (at: number, office: string) => scheduleFrom(policy, at, office);
  const comparison = whatIf(record.system, entries, { terms, scheduleAt }, person);
  await recordComparisons(ports, person, [record.caseId]);
  return { case: record.caseId, version: policy.version, ...comparison };
}

async function pageOfFile(register: RegisterPort['register'], name: string): Promise<string> {
  const row = (await register.versions()).find(({ version }) => version === name)!;
  return policyFileFrom(row.file).page;
}

async function entriesOf({ ledger }: AppPorts, caseId: string) {
  const entries = [];
  for (let after = 0; ; after = entries.length) {
    const page = await ledger.entriesOf(caseId, { after, limit: ENTRIES_PAGE });
    entries.push(...page);
    if (page.length < ENTRIES_PAGE) return entries;
    if (entries.length >= REPLAYED_MAX)
      throw new ProblemError('too-long', { detail: `It has more than ${REPLAYED_MAX} entries.` });
  }
}

/** R6: that a case has a requirement can tell that somebody is protected; who was shown it stands in the record before it is shown. */
function recordComparisons({ ledger, clock }: AppPorts, { id }: Person, caseIds: readonly string[]): Promise<void> {
  const at = clock();
  return ledger.recordAccesses(
    caseIds.map((caseId) => ({
      person: id,
      action: 'version.compared',
      caseId,
      purpose: 'policyComparison',
      shown: 1,
      refused: 0,
      at,
    })),
  );
}

export function knownVersion({ library }: RegisterPort, version: string): KnownVersion {
  try {
    return library.byName(version);
  } catch (error) {
    if (!(error instanceof PolicyRefused)) throw error;
    if (error.reason.code === 'unknown') throw new ProblemError('not-found');
    throw new ProblemError('policy-refused', { reasons: [error.message] });
  }
}

/** Who decides has read the version that they name. */
function refuseOtherDigest(known: KnownVersion, digest: string): void {
  if (known.digest !== digest)
    throw new ProblemError('malformed', {
      errors: [{ pointer: '/digest', message: 'is not the digest of this version' }],
    });
}

async function orProblem<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof RegisterRefused || error instanceof VersionOfBuild)
      throw new ProblemError('policy-refused', { reasons: [error.message] });
    if (error instanceof PolicyFileRefused) {
      const { refusal } = error;
      const errors = 'faults' in refusal ? refusal.faults : [];
      throw new ProblemError('policy-refused', { reasons: [error.message], errors });
    }
    throw error;
  }
}

async function refuseUnlessPermitted(ports: AppPorts, person: Person, action: Action): Promise<void> {
  const at = ports.clock();
  const denials = may(person, action, {
    at,
    terms: ports.policy.currentTerms(),
    office: person.office,
    needToKnow: null,
    duties: {},
  });
  if (denials.length === 0) return;
  await ports.ledger.recordAttempt({
    person: person.id,
    action,
    caseId: null,
    reasons: denials.map(({ why }) => why),
    at,
  });
  throw new ProblemError('not-permitted', { reasons: denials.map(denialWords) });
}
