/** Where the services stand, as `npm run services -- up` prints it. */
export interface ServiceSettings {
  /** `ws://…` */
  readonly pulsarUrl: string;
  readonly pulsarAdminUrl: string;
  readonly redisUrl: string;
  readonly contactPoints: readonly string[];
  readonly localDataCenter: string;
}

/** @throws when one is not set: asked for and absent is a failure */
export function serviceSettings(env: NodeJS.ProcessEnv = process.env): ServiceSettings {
  const needed = (name: string): string => {
    const value = env[name] ?? '';
    if (value === '') throw new Error(`${name} is not set: run \`npm run services -- up\` and set what it prints`);
    return value;
  };
  const pulsarUrl = needed('PULSAR_SERVICE_URL');
  if (!/^wss?:/.test(pulsarUrl)) throw new Error('PULSAR_SERVICE_URL must be ws:// for this bench');
  return {
    pulsarUrl,
    pulsarAdminUrl: env.PULSAR_ADMIN_URL ?? pulsarUrl.replace(/^ws/, 'http'),
    redisUrl: needed('REDIS_URL'),
    contactPoints: needed('CASSANDRA_CONTACT_POINTS').split(','),
    localDataCenter: env.CASSANDRA_LOCAL_DC ?? 'datacenter1',
  };
}
