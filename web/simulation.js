import { number } from './format.js';
import { ask } from './graphql.js';

const FIELDS = 'id state planned published processed failure observed { accepted invalid duplicates malformed }';
const START = `mutation ($input: StartSimulationInput!) {
  startSimulation(input: $input) { __typename ... on Simulation { ${FIELDS} } ... on Problem { message } }
}`;
const STOP = 'mutation ($id: ID!) { stopSimulation(id: $id) { id } }';
const LATEST = `{ simulations(first: 1) { nodes { ${FIELDS} } } }`;
const PROGRESS = `subscription ($id: ID!) { simulation(id: $id) { ${FIELDS} } }`;
const UNDER_WAY = new Set(['RUNNING', 'DRAINING']);

const element = (name) => document.getElementById(name);

/** The panel that starts, follows and stops a simulation. */
export async function showSimulation(subscribe) {
  const start = element('simulation-start');
  const stop = element('simulation-stop');
  const note = element('simulation-note');
  const bar = element('simulation-progress');
  let leave = () => {};
  let current = null;

  function show(simulation) {
    current = simulation;
    const running = UNDER_WAY.has(simulation.state);
    start.disabled = running;
    stop.hidden = simulation.state !== 'RUNNING';
    bar.hidden = false;
    bar.value = (simulation.processed ?? simulation.published) / Math.max(1, simulation.planned);
    const { accepted, invalid, duplicates, malformed } = simulation.observed ?? {};
    const outcomes = simulation.observed
      ? `${number(accepted)} accepted, ${number(invalid)} invalid, ${number(duplicates)} duplicates, ${number(malformed)} malformed`
      : '';
    note.textContent =
      simulation.failure ??
      `${simulation.state.toLowerCase()}: ${number(simulation.published)} of ${number(simulation.planned)} swipes. ${outcomes}`;
  }

  function follow(simulation) {
    leave();
    show(simulation);
    if (!UNDER_WAY.has(simulation.state)) return;
    leave = subscribe({
      query: PROGRESS,
      variables: () => ({ id: simulation.id }),
      once: true,
      next: (data) => data.simulation && show(data.simulation),
    });
  }

  element('simulation-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const input = {
      mode: form.get('mode'),
      students: Number(form.get('students')),
      lectures: Number(form.get('lectures')),
    };
    start.disabled = true;
    note.textContent = 'Planning…';
    try {
      const { startSimulation: answer } = await ask(START, { input });
      if (answer.__typename === 'Simulation') return follow(answer);
      note.textContent = answer.message;
    } catch (error) {
      note.textContent = error.message;
    }
    start.disabled = false;
  });
  stop.addEventListener('click', () => {
    if (current) ask(STOP, { id: current.id }).catch((error) => (note.textContent = error.message));
  });

  const latest = await ask(LATEST).catch(() => null);
  const simulation = latest?.simulations?.nodes[0];
  if (simulation) follow(simulation);
}
