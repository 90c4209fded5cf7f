/** Which states of its statechart a case is in, for who may see it. */
import { GATING_WORDS } from '../../machines/case-words.ts';
import { statementsOf } from '../../machines/case-state.ts';
import { ROOT, type System } from '../../machines/system.ts';
import type { Json, Person } from '../../schemas/words.ts';

/**
 * Paths of the states that are entered, outer ones too. A state of which the person is told nothing in words (row 29) is not shown
 * to them in a diagram either.
 */
export function activeStates(system: System, person: Person, actor: string = ROOT): readonly string[] {
  const said = statementsOf(system, person);
  const value = Object.hasOwn(system.actors, actor) ? system.actors[actor]!.value : null;
  return pathsIn(value, []).filter((path) => {
    const words = GATING_WORDS[path.split('.').at(-1)!];
    return actor !== ROOT || words === undefined || said.includes(words);
  });
}

function pathsIn(value: Json, above: readonly string[]): string[] {
  if (typeof value === 'string') return [[...above, value].join('.')];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...above, key];
    return [path.join('.'), ...pathsIn(inner, path)];
  });
}
