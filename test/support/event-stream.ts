export interface StreamEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
}

/** Reads an event stream's answer, comments and retry left out. */
export async function* readEvents(response: Response): AsyncGenerator<StreamEvent, undefined> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string): string | null => {
        const line = lines.find((candidate) => candidate.startsWith(`${name}:`));
        return line === undefined ? null : line.slice(name.length + 1).trim();
      };
      const event = field('event');
      if (event !== null) yield { event, id: field('id'), data: field('data') ?? '' };
    }
  }
}
