import type { IncomingMessage } from 'node:http';

const LOOPBACK_ADDRESS = /^(?:127\.|::1$|::ffff:127\.)/;
const LOOPBACK_NAME = /^(?:localhost|[a-z0-9.-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The name part of a Host header, lower case; empty where there is none. */
function hostName(host: string | undefined): string {
  return (host ?? '').toLowerCase().replace(/:\d+$/, '');
}

/**
 * Why a request is not served while everyone who is served is an operator; null when it may be. A Host that is not this
 * machine's is a page that had its own name resolve to loopback; another Origin is another page in the same browser,
 * which could open sockets here and send what needs no preflight.
 */
export function refusal(request: IncomingMessage): string | null {
  const { host, origin } = request.headers;
  if (!LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '')) {
    return 'Without authentication only callers on the same machine are served.';
  }
  if (!LOOPBACK_NAME.test(hostName(host))) {
    return 'Without authentication the Host must be localhost, 127.0.0.1 or [::1].';
  }
  if (origin !== undefined && !isSameOrigin(origin, host)) return 'Requests from pages of other origins are refused.';
  return null;
}

function isSameOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === (host ?? '').toLowerCase();
}
