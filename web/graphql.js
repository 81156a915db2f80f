/** One question over HTTP. Throws an Error with the server's message. */
export async function ask(query, variables = {}) {
  const response = await fetch('graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (!data) throw new Error(errors?.[0]?.message ?? `The server answered ${response.status}.`);
  return data;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** Without a word for so long the connection is given up: a laptop that slept does not hear that its peer has gone. */
const SILENCE_MS = 30_000;
const PING_MS = 10_000;

/**
 * Subscriptions over one WebSocket (graphql-transport-ws) that outlive it: after a cut each is asked again, with what its
 * `variables()` says then, so that a feed goes on after the last cursor it saw.
 * @param onState is told connecting, live, or waiting
 */
export function openSocket(onState) {
  const operations = new Map();
  let socket = null;
  let acknowledged = false;
  let waitMs = FIRST_WAIT_MS;
  let lastHeard = 0;
  let timer = 0;
  let nextId = 1;

  const send = (message) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));

  function begin(id) {
    const operation = operations.get(id);
    // Asked for already on this connection, by a reconnect that came before its own turn: once is all the server takes.
    if (!operation || !acknowledged || operation.askedOn === socket) return;
    operation.askedOn = socket;
    send({ id, type: 'subscribe', payload: { query: operation.query, variables: operation.variables() } });
  }

  /** Asks again under a new id, since messages of the old one may still be on their way. */
  function again(id, delayMs) {
    const operation = operations.get(id);
    if (!operation) return;
    operations.delete(id);
    operation.id = String(nextId++);
    operation.askedOn = null;
    operations.set(operation.id, operation);
    setTimeout(() => begin(operation.id), delayMs);
  }

  function onMessage({ id, type, payload }) {
    lastHeard = Date.now();
    if (type === 'connection_ack') {
      acknowledged = true;
      waitMs = FIRST_WAIT_MS;
      onState('live');
      for (const key of operations.keys()) begin(key);
    } else if (type === 'ping') {
      send({ type: 'pong' });
    } else if (type === 'next') {
      const operation = operations.get(id);
      const error = payload.errors?.[0];
      if (error && !payload.data) operation?.onError?.(error);
      else operation?.next(payload.data);
    } else if (type === 'error') {
      operations.get(id)?.onError?.(payload[0]);
      again(id, LONGEST_WAIT_MS);
    } else if (type === 'complete') {
      if (operations.get(id)?.once) operations.delete(id);
      else again(id, 1_000);
    }
  }

  function open() {
    clearTimeout(timer);
    onState('connecting');
    acknowledged = false;
    lastHeard = Date.now();
    const url = new URL('graphql', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    const mine = new WebSocket(url, 'graphql-transport-ws');
    socket = mine;
    mine.onopen = () => send({ type: 'connection_init' });
    mine.onmessage = ({ data }) => mine === socket && onMessage(JSON.parse(data));
    mine.onclose = () => {
      if (mine !== socket) return;
      socket = null;
      acknowledged = false;
      onState('waiting');
      timer = setTimeout(open, waitMs * (0.75 + Math.random() / 2));
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    };
  }

  setInterval(() => {
    if (socket && Date.now() - lastHeard > SILENCE_MS) {
      const stale = socket;
      stale.onclose();
      stale.close();
    } else {
      send({ type: 'ping' });
    }
  }, PING_MS);
  addEventListener('online', () => socket === null && open());
  document.addEventListener('visibilitychange', () => !document.hidden && socket === null && open());
  open();

  /**
   * @param operation {query, variables(), next(data), onError?(error), once?: ends for good when the server completes it}
   * @returns ends it
   */
  return function subscribe(operation) {
    const mine = { ...operation, id: String(nextId++) };
    operations.set(mine.id, mine);
    begin(mine.id);
    return () => {
      operations.delete(mine.id);
      if (acknowledged) send({ id: mine.id, type: 'complete' });
    };
  };
}
