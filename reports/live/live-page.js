// Fills the live page with what the run sends (LiveView, once a second). What it sends becomes text, never markup.

const POINTS = 300;
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
  at('progress').value = view.end === null ? (view.fraction ?? 0) : 1;
  at('time-left').textContent = view.end === null ? view.timeLeft : '';
  at('figures').replaceChildren(
    ...view.figures.map(({ name, value }) => element('div', element('dt', name), element('dd', value))),
  );
  draw('rates', view.ratesPerSec, 'requests/s');
  draw('times', view.responseTimeP95sMs, 'ms');
  at('standings').replaceChildren(...view.targets.map(row));
  at('events').replaceChildren(...view.events.map((event) => element('li', event)));
}

function row({ statement, bound, figure, side, sideClass, seconds }) {
  const promise = element('th', statement);
  promise.scope = 'row';
  const now = element('td', side);
  now.className = `now-${sideClass}`;
  const numbers = [bound, figure, seconds].map((text) => {
    const cell = element('td', text);
    cell.className = 'number';
    return cell;
  });
  return element('tr', promise, numbers[0], numbers[1], now, numbers[2]);
}

function draw(id, values, unit) {
  const known = values.filter((value) => value !== null);
  const most = Math.max(...known, 0);
  const points = values.flatMap((value, index) =>
    value === null ? [] : [`${POINTS - values.length + index},${most === 0 ? 99 : 99 - (98 * value) / most}`],
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
