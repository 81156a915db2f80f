import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answerOf } from './answer.ts';
import { portOf, type ServiceKind } from './kind.ts';

/**
 * Redis with nothing on disk: one that was killed comes back empty. Rollcall has to live with that, as it holds
 * nothing there that cannot be derived again; so its tests run without the comfort.
 */
export const redis: ServiceKind = {
  name: 'redis',
  portNames: ['redis'],

  async prepare(dir, ports) {
    const file = join(dir, 'redis.conf');
    const lines = [
      'bind 127.0.0.1',
      `port ${portOf(ports, 'redis')}`,
      'save ""',
      'appendonly no',
      'databases 64',
      `dir ${dir}`,
      // Its title is otherwise made of its address, and would no longer show which folder it was started from.
      'set-proc-title no',
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    return { program: 'redis-server', args: [file] };
  },

  async ready(ports) {
    const answer = await answerOf(portOf(ports, 'redis'), 'PING\r\n');
    return answer?.toString().startsWith('+PONG') ?? false;
  },

  settings: (ports) => ({ REDIS_URL: `redis://127.0.0.1:${portOf(ports, 'redis')}/0` }),
};
