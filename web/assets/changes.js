/**
 * Says that the page no longer shows how it stands, and offers to look again. Nothing is replaced by itself: somebody may be reading, or
 * typing. The page works without this.
 */
const notice = document.querySelector('[data-changes]');
let stream = null;

function watch() {
  stream = new EventSource(notice.dataset.changes);
  stream.addEventListener('changed', tell);
}

function stop() {
  stream?.close();
  stream = null;
}

function tell() {
  stop();
  document.removeEventListener('visibilitychange', followSight);
  const query = new URLSearchParams(location.search);
  for (const name of ['recorded', 'awaiting', 'asOf']) query.delete(name);
  const again = document.createElement('a');
  again.href = `${location.pathname}?${query}`;
  again.textContent = 'show it';
  const said = document.createElement('p');
  said.append('New since this page was made: ', again);
  notice.replaceChildren(said);
}

/** Only while somebody can see it: a browser has few connections to one service, and a session is not kept open by a forgotten tab. */
function followSight() {
  if (document.visibilityState === 'hidden') stop();
  else if (stream === null) watch();
}

document.addEventListener('visibilitychange', followSight);
followSight();
