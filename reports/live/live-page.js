// Fills the live page with what the run sends (LiveView, once a second). What it sends becomes text, never markup.

/** The width of a drawing, in its own units. */
const WIDTH = 300;
/** A line fills its drawing from this many seconds on. */
const SHORTEST_SECONDS = 60;
const LAST_WORDS = 'Below are the last live figures. The verdict is in the report.';
const at = (id) => document.getElementById(id);

const source = new EventSource('figures');
source.onmessage = ({ data }) => {
  const view = JSON.parse(data);
  show(view);
  if (view.end !== null) source.close();
};
source.onerror = () => {
  at('state').textContent = 'No connection: Proofload has ended, or was stopped';
};

function show(view) {
  at('state').textContent = view.end === null ? 'Live: no verdict yet' : 'Ended';
  at('title').textContent = view.title;
  at('load').textContent = view.load;
  at('step').textContent = view.end ?? view.step;
  if (view.end !== null) at('caveat').textContent = LAST_WORDS;
  at('progress').value = view.end === null ? (view.fraction ?? 0) : 1;
  at('time-left').textContent = view.end === null ? view.timeLeft : '';
  at('figures').replaceChildren(
    ...view.figures.map(({ name, value }) => element('div', element('dt', name), element('dd', value))),
  );
  draw('rates', view.ratesPerSec, 'requests/s');
  draw('times', view.responseTimeP95sMs, 'ms');
  at('no-standings').hidden = view.targets.length > 0;
  at('standings').replaceChildren(...view.targets.map(row));
  at('events').replaceChildren(...view.events.map((event) => element('li', event)));
}

function row({ statement, bound, figure, side, sideClass, seconds }) {
  const promise = element('th', statement);
  promise.scope = 'row';
  return element(
    'tr',
    promise,
    cell(bound, 'Bound', 'number'),
    cell(figure, 'So far', 'number so-far'),
    cell(side, 'Now', `now now-${sideClass}`),
    cell(seconds, 'Seconds', 'number'),
  );
}

/** A narrow screen shows the name with each cell, because it has no heads. */
function cell(text, name, className) {
  const made = element('td', text);
  made.className = className;
  made.dataset.label = name;
  return made;
}

function draw(id, values, unit) {
  const known = values.filter((value) => value !== null);
  const most = Math.max(...known, 0);
  const step = WIDTH / Math.max(SHORTEST_SECONDS, values.length);
  const points = values.flatMap((value, index) =>
    value === null
      ? []
      : [`${WIDTH - (values.length - 1 - index) * step},${most === 0 ? 99 : 99 - (98 * value) / most}`],
  );
  at(id).querySelector('polyline').setAttribute('points', points.join(' '));
  at(`${id}-range`).textContent =
    known.length === 0 ? 'Nothing yet.' : `0 to ${rounded(most)} ${unit} in the last ${values.length} s`;
}

function rounded(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
}

/** An element of these parts; a text stays a text. */
function element(name, ...parts) {
  const made = document.createElement(name);
  made.append(...parts);
  return made;
}
