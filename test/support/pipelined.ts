import { connect } from 'node:net';

export interface PipelinedAnswer {
  readonly status: number;
  readonly body: string;
}

/** GETs written at once on one connection, so that the server reads them all in one turn. @returns the answers in order */
export function pipelined(url: string, paths: readonly string[]): Promise<PipelinedAnswer[]> {
  const { hostname, port, host } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    const requests = paths.map((path, index) => {
      const connection = index === paths.length - 1 ? 'close' : 'keep-alive';
      return `GET ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\n\r\n`;
    });
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece: string) => {
      text += piece;
    });
    socket.once('error', reject);
    socket.once('close', () => resolve(answersIn(text)));
    socket.write(requests.join(''));
  });
}

/** Bodies of declared length, in ASCII. */
function answersIn(text: string): PipelinedAnswer[] {
  const answers: PipelinedAnswer[] = [];
  for (let at = 0; at < text.length; ) {
    const begin = text.indexOf('\r\n\r\n', at) + 4;
    const head = text.slice(at, begin);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    answers.push({ status: Number(head.split(' ', 2)[1]), body: text.slice(begin, begin + length) });
    at = begin + length;
  }
  return answers;
}
