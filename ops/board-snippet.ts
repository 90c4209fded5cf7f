/**
 * `node ops/board-snippet.ts [NAMESPACE]`: prints what an operator pastes into the console of a browser that shows Temporal UI, once,
 * to have the board's columns and saved views. Views of one's own stay.
 */
import { boardStorage } from './operator-board.ts';

const [namespace = 'default'] = process.argv.slice(2);

console.log(`for (const [name, text] of Object.entries(${JSON.stringify(boardStorage(namespace), null, 2)})) {
  const [[namespace, ours]] = Object.entries(JSON.parse(text));
  const kept = JSON.parse(localStorage.getItem(name) ?? '{}');
  const own = name.endsWith('queries') ? (kept[namespace] ?? []).filter(({ id }) => !id.startsWith('casegate-')) : [];
  localStorage.setItem(name, JSON.stringify({ ...kept, [namespace]: [...own, ...ours] }));
}
location.reload();`);
