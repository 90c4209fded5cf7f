/**
 * Cases outlive releases: a snapshot that an older release made is brought to the present form before anything else is done with it.
 * A program's `migrations` say how; each is pure, and what it makes must be what the present machines would have come to.
 */
import type { Json } from '../schemas/words.ts';
import type { ActorState, Program, System, Timer } from './system-types.ts';

export const versionOf = (system: System): number => system.version ?? 1;

export const currentVersionOf = (program: Program): number => 1 + (program.migrations?.length ?? 0);

/** A snapshot that a newer release made: this one cannot know what it means. */
export class NewerSnapshot extends Error {
  override readonly name = 'NewerSnapshot';
}

/** A system before anything has started in it. */
export function emptySystem(program: Program): System {
  const version = currentVersionOf(program);
  return { ...(version === 1 ? {} : { version }), generation: 0, actors: {}, timers: {}, calls: {} };
}

/**
 * The snapshot in the form that this program's machines take. The same object where it is that already.
 * @throws NewerSnapshot, and what a migration throws on a snapshot that it was not made for
 */
export function migrated(program: Program, system: System): System {
  const from = versionOf(system);
  const migrations = program.migrations ?? [];
  if (from > migrations.length + 1) throw new NewerSnapshot(`version ${from} is newer than ${migrations.length + 1}`);
  return migrations
    .slice(from - 1)
    .reduce((older, migrate, index) => ({ ...migrate(older), version: from + index + 1 }), system);
}

/** A state of the actors that run one logic, by its name in each state around it. */
export interface StatePlace {
  /** Name under which the parent's machine knows the logic; empty for the root. */
  readonly src: string;
  readonly machineId: string;
  readonly path: readonly [string, ...string[]];
}

/**
 * The migration for a state that got another name: where actors are in it, where history remembers it, and the timers of its `after`.
 * A promise or machine that it invokes must have an `id` of its own; XState derives one from the state's name otherwise, and with it the key
 * under which a call takes effect once.
 */
export function renameState({ src, machineId, path }: StatePlace, name: string): (system: System) => System {
  const id = [machineId, ...path].join('.');
  const newId = [machineId, ...path.slice(0, -1), name].join('.');
  const renamed = (text: string): string => (isOf(text, id) ? newId + text.slice(id.length) : text);
  return (system) => {
    const isMoved = (key: string): boolean => system.actors[key]?.src === src;
    return {
      ...system,
      actors: mapValues(system.actors, (actor) => (actor.src === src ? movedActor(actor, path, name, renamed) : actor)),
      timers: Object.fromEntries(
        Object.entries(system.timers).map(([key, timer]) =>
          isMoved(timer.to) ? movedTimer(key, timer, renamed) : [key, timer],
        ),
      ),
    };
  };
}

const isOf = (text: string, id: string): boolean => text === id || text.startsWith(`${id}.`);

function movedActor(
  actor: ActorState,
  path: readonly string[],
  name: string,
  renamed: (id: string) => string,
): ActorState {
  const { historyValue } = actor;
  return {
    ...actor,
    value: movedValue(actor.value, path, name),
    ...(historyValue === undefined ? {} : { historyValue: movedIds(historyValue, renamed) }),
  };
}

function movedValue(value: Json, [first, ...rest]: readonly string[], name: string): Json {
  if (typeof value === 'string') return rest.length === 0 && value === first ? name : value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([state, inner]) => {
      if (state !== first) return [state, inner];
      return rest.length === 0 ? [name, inner] : [state, movedValue(inner, rest, name)];
    }),
  );
}

/** Wherever the state's id stands: XState remembers by the history state's id the ids of the states that were active. */
function movedIds(json: Json, renamed: (id: string) => string): Json {
  if (typeof json === 'string') return renamed(json);
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map((item) => movedIds(item, renamed));
  return Object.fromEntries(Object.entries(json).map(([id, value]) => [renamed(id), movedIds(value, renamed)]));
}

/** XState names the event of an `after` `xstate.after.DELAY.STATE`, and cancels it under that name. */
function movedTimer(key: string, timer: Timer, renamed: (id: string) => string): [string, Timer] {
  const moved = (text: string): string => {
    const [, before, id] = /^((?:.*#)?xstate\.after\.[^.]+\.)(.+)$/.exec(text) ?? [];
    return before === undefined ? text : `${before}${renamed(id!)}`;
  };
  return [moved(key), { ...timer, event: { ...timer.event, type: moved(timer.event.type) } }];
}

const mapValues = <T>(record: { readonly [key: string]: T }, change: (value: T) => T): { [key: string]: T } =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
