/** Reads the parts of a `multipart/mixed` answer as RFC 2046 has them, each as its headers and its JSON. */
export async function* readParts(response: Response): AsyncGenerator<{ headers: string; json: unknown }, undefined> {
  const boundary = /boundary="([^"]+)"/.exec(response.headers.get('content-type') ?? '')?.[1] ?? '';
  const delimiter = `\r\n--${boundary}`;
  const decoder = new TextDecoder();
  let text = '';
  let begun = false;
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf(delimiter); end !== -1; end = text.indexOf(delimiter)) {
      const [headers = '', body = ''] = text.slice(0, end).split('\r\n\r\n');
      text = text.slice(end + delimiter.length);
      if (begun) yield { headers: headers.trim().toLowerCase(), json: JSON.parse(body) };
      begun = true;
    }
  }
  if (text !== '--\r\n') throw new Error(`the last boundary is missing: ${JSON.stringify(text)}`);
}
