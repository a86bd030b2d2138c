// The connection to the local Discord: requests, actions and updates.

/** The client would not send it; the sentence says why. */
export class Declined extends Error {}

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body ? { "content-type": "application/json" } : {},
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Declined("the playground does not answer; is it still running?");
  }
  if (answer.status === 404) return null;
  const json = await answer.json();
  if (!answer.ok) throw new Declined(json.declined ?? `the playground answered ${answer.status}`);
  return json;
}

/** Reads something. */
export function ask(what, about = {}) {
  const query = new URLSearchParams(about).toString();
  return call("GET", query ? `${what}?${query}` : what);
}

/** Performs an action. */
export function act(what, body) {
  return call("POST", what, body);
}

/**
 * Receives one member's updates, and reconnects when the connection breaks.
 * `heard` gets each update; `connection` gets true and false.
 */
export class Live {
  #socket = null;
  #as = null;
  #wait = 250;

  constructor(heard, connection) {
    this.heard = heard;
    this.connection = connection;
    this.#open();
  }

  /** Changes the member whose updates it receives. */
  as(id) {
    this.#as = id;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ as: id }));
  }

  #open() {
    const socket = new WebSocket(`ws://${location.host}/playground/live`);
    this.#socket = socket;
    socket.onopen = () => {
      this.#wait = 250;
      if (this.#as) socket.send(JSON.stringify({ as: this.#as }));
      this.connection(true);
    };
    socket.onmessage = (event) => this.heard(JSON.parse(event.data));
    socket.onclose = () => {
      this.connection(false);
      setTimeout(() => this.#open(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, 4000);
    };
  }
}
