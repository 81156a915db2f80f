import { address, bytes, choice, duration, integer, secret, text } from './kinds.ts';

const KIB = 1024;

/** Settings of Pulsar, Redis and Cassandra: rows of the one table, for processes that run on the services. */
export const SERVICE_SETTINGS = {
  pulsarServiceUrl: address({
    name: 'PULSAR_SERVICE_URL',
    doc: 'Pulsar as the swipe log and live feeds: `ws://` or `wss://` its WebSocket API, `pulsar://` or `pulsar+ssl://` the native client. Set together with REDIS_URL and CASSANDRA_CONTACT_POINTS.',
  }),
  pulsarAdminUrl: address({
    name: 'PULSAR_ADMIN_URL',
    doc: "Pulsar's HTTP API: backlog, retention, partitions. Not set: the service URL's host, at its port for `ws`, else at 8080 (8443 with TLS).",
  }),
  pulsarToken: secret({
    name: 'PULSAR_TOKEN',
    doc: 'JWT for Pulsar. Not set: none is sent.',
  }),
  pulsarTopic: text({
    name: 'PULSAR_TOPIC',
    default: 'attendance-events',
    doc: 'Topic of the swipes, short or as persistent://tenant/namespace/name; the live feeds stand in the same namespace.',
  }),
  pulsarSubscription: text({
    name: 'PULSAR_SUBSCRIPTION',
    default: 'attendance-sub',
    doc: 'Subscription of ingest, shared by all its processes.',
  }),
  pulsarPartitions: integer({
    name: 'PULSAR_PARTITIONS',
    unit: 'partitions',
    min: 1,
    max: 256,
    default: 8,
    doc: 'Partitions of a topic that `rollcall migrate` makes; an existing topic keeps its own.',
  }),
  pulsarBatchMessages: integer({
    name: 'PULSAR_BATCH_MESSAGES',
    unit: 'messages',
    min: 1,
    max: 10_000,
    default: 1_000,
    doc: 'Messages a producer batches at most. Native transport only: the WebSocket API has no batching by key, which order per lecture needs.',
  }),
  pulsarLingerMs: duration({
    name: 'PULSAR_LINGER',
    default: 5,
    doc: 'How long a producer waits for more messages before it sends a batch. Native transport only.',
  }),
  pulsarPrefetch: integer({
    name: 'PULSAR_PREFETCH',
    unit: 'messages',
    min: 1,
    max: 100_000,
    default: 4_000,
    doc: 'Messages a consumer holds ready. The WebSocket API gives at most 1,000 a connection, of which several are opened.',
  }),
  redisUrl: address({
    name: 'REDIS_URL',
    doc: 'Redis 7 or later as filter, claims and unique counter; `rediss://` with TLS. Set together with PULSAR_SERVICE_URL and CASSANDRA_CONTACT_POINTS.',
  }),
  redisUsername: text({
    name: 'REDIS_USERNAME',
    default: '',
    doc: 'ACL user, unless the URL names one. It needs the keys bf:students*, event:*, outcome:*, hll:* and claims:* and no dangerous command but INFO.',
  }),
  redisPassword: secret({ name: 'REDIS_PASSWORD', doc: 'Password, unless the URL has one.' }),
  redisPipeline: integer({
    name: 'REDIS_PIPELINE',
    unit: 'commands',
    min: 1,
    max: 100_000,
    default: 2_000,
    doc: 'Event ids, sessions or outcomes sent to Redis in one round trip at most. Measured for claims and outcomes: 0.5 k swipes a second at 1, 4 k at 10, 8 k at 100, 11 k at 2,000, on a busy machine.',
  }),
  bloomKey: text({
    name: 'BLOOM_KEY',
    default: 'bf:students',
    doc: 'Key of the student filter in Redis.',
  }),
  cassandraContactPoints: address(
    {
      name: 'CASSANDRA_CONTACT_POINTS',
      doc: 'Cassandra as roster and swipe store: hosts, each with a port where it is not 9042. Set together with PULSAR_SERVICE_URL and REDIS_URL.',
    },
    'hosts, comma-separated',
  ),
  cassandraKeyspace: text({
    name: 'CASSANDRA_KEYSPACE',
    default: 'attendance',
    doc: 'Keyspace of the tables.',
  }),
  cassandraLocalDc: text({
    name: 'CASSANDRA_LOCAL_DC',
    default: 'datacenter1',
    doc: 'Data centre whose replicas answer; reads and writes are LOCAL_QUORUM.',
  }),
  cassandraReplication: text({
    name: 'CASSANDRA_REPLICATION',
    default: '1',
    doc: 'Replicas of the keyspace that `rollcall migrate` makes: a number for SimpleStrategy, as the seed has it, or one a data centre, such as `dc1:3,dc2:3`. An existing keyspace keeps its own.',
  }),
  cassandraUsername: text({ name: 'CASSANDRA_USERNAME', default: '', doc: 'User; empty: none is sent.' }),
  cassandraPassword: secret({ name: 'CASSANDRA_PASSWORD', doc: 'Password of that user.' }),
  cassandraTls: choice({
    name: 'CASSANDRA_TLS',
    values: ['0', '1'],
    default: '0',
    doc: '`1` speaks TLS to Cassandra; the certificate is checked against the authorities that Node trusts, NODE_EXTRA_CA_CERTS among them.',
  }),
  cassandraBatchBytes: bytes({
    name: 'CASSANDRA_BATCH_BYTES',
    minBytes: KIB,
    default: 40 * KIB,
    doc: 'Largest unlogged batch. Cassandra warns above 5 KiB and refuses above 50 KiB unless it is told otherwise; a refused one is halved.',
  }),
  cassandraConcurrency: integer({
    name: 'CASSANDRA_CONCURRENCY',
    unit: 'requests',
    min: 1,
    max: 2_000,
    default: 64,
    doc: 'Requests in flight at most; a connection refuses above 2,048.',
  }),
};
