/**
 * What two states of the system have in common that no guard can tell apart: `representativeOf` puts one of them in the place of all, and
 * `StateKeys` gives all of them one key. Each line says why nothing is lost; `test/prove/abstraction.test.ts` holds the whole of it to
 * random runs with real times and identities: states with one key take the same events, and end in states with one key again.
 */
import type { CaseContext, PartnerStanding } from '../machines/case-context.ts';
import { CONSULTATION, requestKeyOf } from '../machines/case-program.ts';
import { ROOT, type ActorState, type System, type Timer } from '../machines/system.ts';
import type { PolicyTerms } from '../policy/policy-terms.ts';
import { type Json, type PartnerClass } from '../schemas/words.ts';
import {
  canonicalActor,
  canonicalConsultation,
  canonicalContext,
  canonicalRequest,
  canonicalTimer,
  ended,
  type Domains,
} from './canonical.ts';

/** Representatives, one object for each distinct actor, so that an actor's identity is its key. */
export class Abstraction {
  readonly #domains: Domains;
  readonly #actors = new Map<string, { actor: ActorState; id: number }>();
  readonly #timers = new Map<string, Timer>();
  readonly #roots = new WeakMap<object, { actor: ActorState; id: number }>();
  readonly #consultations = new WeakMap<object, Map<string, ActorState>>();
  readonly #requests = new WeakMap<object, Map<string, ActorState>>();
  readonly #renamedRoots = new WeakMap<object, Map<string, ActorState>>();
  readonly #renamedRequests = new WeakMap<object, Map<string, ActorState>>();
  readonly #parts = new Map<string, number>();
  readonly #rootParts = new Map<number, number>();

  constructor(domains: Domains) {
    this.#domains = domains;
  }

  representativeOf(system: System): System {
    const raw = system.actors[ROOT]!;
    const root = this.#rootOf(raw);
    const was = raw.context as unknown as CaseContext;
    const is = root.context as unknown as CaseContext;
    const actors: Record<string, ActorState> = { [ROOT]: root };
    for (const [key, actor] of Object.entries(system.actors)) {
      if (key === CONSULTATION) actors[key] = this.#consultationOf(actor, was, is);
      else if (key !== ROOT) actors[key] = this.#requestOf(actor, is);
    }
    const timers: Record<string, Timer> = {};
    for (const [key, timer] of Object.entries(system.timers)) timers[key] = this.#timerOf(key, timer);
    const consultation = system.actors[CONSULTATION];
    if (consultation?.status === 'active') this.#rearm(timers, consultation);
    return this.#sorted({ generation: 1, actors, timers, calls: system.calls });
  }

  /** Partners are interchangeable: which one stands where does not matter, so they stand in order. */
  #sorted(system: System): System {
    const { standings } = system.actors[ROOT]!.context as unknown as CaseContext;
    const classes = Object.keys(standings) as PartnerClass[];
    const keyed = classes.map((partnerClass) => [this.partnerKey(system, partnerClass), partnerClass] as const);
    const from = keyed.sort(([one], [other]) => one - other).map(([, partnerClass]) => partnerClass);
    if (from.every((partnerClass, index) => partnerClass === classes[index])) return system;
    const toKey = new Map<string, string>(from.map((partnerClass, index) => [partnerClass, classes[index]!]));
    const renamed = (key: string): string => {
      const [path = '', timer] = key.split('#');
      const own = toKey.get(path.slice(ROOT.length + 1));
      return own === undefined ? key : `${ROOT}/${own}${timer === undefined ? '' : `#${timer}`}`;
    };
    const actors: Record<string, ActorState> = {};
    const names = [...toKey].join();
    for (const [key, actor] of Object.entries(system.actors)) {
      if (key === ROOT)
        actors[key] = cached(this.#renamedRoots, actor, names, () => this.#intern(renamedRoot(actor, toKey)).actor);
      else if (actor.src !== 'deconfliction') actors[key] = actor;
      else {
        const to = renamed(key);
        actors[to] = cached(
          this.#renamedRequests,
          actor,
          to,
          () =>
            this.#intern({ ...actor, context: { ...actor.context, partnerClass: to.slice(ROOT.length + 1) } }).actor,
        );
      }
    }
    const timers: Record<string, Timer> = {};
    for (const [key, timer] of Object.entries(system.timers)) {
      const to = renamed(key);
      timers[to] = to === key ? timer : this.#timerOf(to, { ...timer, to: renamed(timer.to) });
    }
    return { ...system, actors: inOrder(actors), timers: inOrder(timers) };
  }

  /** Number of a representative's actor: equal ones have one. */
  idOf(actor: ActorState): number {
    return this.#intern(actor).id;
  }

  /**
   * The key of a representative. Partners are interchangeable, so what the case and a request know of one partner stands together, and
   * the partners are sorted. @param more what the proof remembers beside the system
   */
  keyOf(system: System, more: string): string {
    const root = system.actors[ROOT]!;
    const context = root.context as unknown as CaseContext;
    const timers = Object.keys(system.timers);
    const consultation = system.actors[CONSULTATION];
    const partners = Object.keys(context.standings)
      .map((partnerClass) => this.partnerKey(system, partnerClass as PartnerClass))
      .sort((one, other) => one - other);
    const others = timers
      .filter((key) => system.timers[key]!.to === ROOT || system.timers[key]!.to === CONSULTATION)
      .sort();
    return `${this.rootPart(root)}|${consultation === undefined ? '' : this.idOf(consultation)}|${partners.join()}|${this.#part(others.join())}|${more}`;
  }

  /** Where one partner stands, whichever it is. */
  partnerKey(system: System, partnerClass: PartnerClass): number {
    const { standings, askedClasses, terms: asked } = system.actors[ROOT]!.context as unknown as CaseContext;
    const request = system.actors[requestKeyOf(partnerClass)];
    const timers = Object.values(system.timers).filter(({ to }) => to === requestKeyOf(partnerClass));
    return this.#part(
      JSON.stringify([
        standings[partnerClass],
        askedClasses.includes(partnerClass),
        asked.partnerClasses.includes(partnerClass),
        request && [request.value, request.status],
        timers.length,
      ]),
    );
  }

  #part(text: string): number {
    let id = this.#parts.get(text);
    if (id === undefined) this.#parts.set(text, (id = this.#parts.size));
    return id;
  }

  /** The root without what it knows of single partners. */
  rootPart(root: ActorState): number {
    const { id } = this.#intern(root);
    let part = this.#rootParts.get(id);
    if (part === undefined) {
      const {
        standings: _standings,
        askedClasses: _asked,
        terms: own,
        pendingTerms,
        ...rest
      } = root.context as unknown as CaseContext;
      const counted = (one: PolicyTerms | null): Json =>
        one && ({ ...one, partnerClasses: one.partnerClasses.length } as unknown as Json);
      part = this.#part(JSON.stringify([root.value, root.status, rest, counted(own), counted(pendingTerms)]));
      this.#rootParts.set(id, part);
    }
    return part;
  }

  #rootOf(raw: ActorState): ActorState {
    let known = this.#roots.get(raw.context);
    if (known === undefined) {
      const context = canonicalContext(raw.context as unknown as CaseContext, this.#domains);
      known = this.#intern(canonicalActor(raw, raw.status === 'active' ? context : ended(context)));
      this.#roots.set(raw.context, known);
      this.#roots.set(known.actor.context, known);
    }
    return known.actor;
  }

  #consultationOf(raw: ActorState, was: CaseContext, is: CaseContext): ActorState {
    return cached(
      this.#consultations,
      raw.context,
      `${raw.status}${was.factsDigest}${is.factsDigest}`,
      () => this.#intern(canonicalConsultation(raw, was, is)).actor,
    );
  }

  #requestOf(raw: ActorState, is: CaseContext): ActorState {
    return cached(
      this.#requests,
      raw.context,
      is.facts.regionCode,
      () => this.#intern(canonicalRequest(raw, is)).actor,
    );
  }

  /**
   * Reminders, overdue notices and escalations of the consultation change nothing but what pages show, so that a state where they have fired
   * is alike to one where they have not: they stay pending, and each firing is walked from every state (I2 judges it).
   */
  #rearm(timers: Record<string, Timer>, { value }: ActorState): void {
    const [open] = Object.values(value as { readonly [state: string]: string });
    for (const [key, timer] of this.#timers)
      if (timer.to === CONSULTATION && (key.endsWith('.open') || key.endsWith(`.open.${open}`))) timers[key] = timer;
  }

  #timerOf(key: string, timer: Timer): Timer {
    let known = this.#timers.get(key);
    if (known === undefined) this.#timers.set(key, (known = canonicalTimer(timer)));
    return known;
  }

  readonly #interned = new WeakMap<ActorState, { actor: ActorState; id: number }>();
  #intern(actor: ActorState): { actor: ActorState; id: number } {
    const seen = this.#interned.get(actor);
    if (seen !== undefined) return seen;
    const text = JSON.stringify(actor);
    let known = this.#actors.get(text);
    if (known === undefined) this.#actors.set(text, (known = { actor, id: this.#actors.size }));
    this.#interned.set(actor, known);
    return known;
  }
}

function renamedRoot(root: ActorState, names: ReadonlyMap<string, string>): ActorState {
  const context = root.context as unknown as CaseContext;
  const renamed = <Text extends string>(one: Text): Text => (names.get(one) ?? one) as Text;
  const standings: Record<string, PartnerStanding> = {};
  for (const partnerClass of Object.keys(context.standings)) standings[partnerClass] = 'asked';
  for (const [partnerClass, one] of Object.entries(context.standings)) standings[renamed(partnerClass)] = one;
  return {
    ...root,
    children: root.children.map(renamed).sort(),
    context: { ...context, standings, askedClasses: context.askedClasses.map(renamed).sort() } as never,
  };
}

const inOrder = <Value>(record: Record<string, Value>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));

function cached<Value>(cache: WeakMap<object, Map<string, Value>>, of: object, key: string, make: () => Value): Value {
  let values = cache.get(of);
  if (values === undefined) cache.set(of, (values = new Map()));
  let value = values.get(key);
  if (value === undefined) values.set(key, (value = make()));
  return value;
}
