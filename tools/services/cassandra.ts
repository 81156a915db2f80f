import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { answerOf } from './answer.ts';
import { jarNamed, jarsOf } from './jars.ts';
import { type Ports, type Progress, portOf, type ServiceKind } from './kind.ts';
import { javaProgram } from './requirements.ts';

const ARTIFACT = { group: 'org.apache.cassandra', name: 'cassandra-all', version: '5.0.3' };

/** What Cassandra's own start script opens of Java 17. */
const OPENED = [
  ...[
    'jdk.internal.misc',
    'jdk.internal.ref',
    'sun.nio.ch',
    'java.lang',
    'java.lang.module',
    'java.lang.reflect',
    'java.io',
    'java.nio',
    'java.net',
    'java.util',
    'java.util.concurrent',
    'java.util.concurrent.atomic',
    'jdk.internal.loader',
    'jdk.internal.reflect',
    'jdk.internal.math',
    'jdk.internal.module',
    'jdk.internal.util.jar',
  ].map((name) => `java.base/${name}`),
  'java.management.rmi/com.sun.jmx.remote.internal.rmi',
  'java.rmi/sun.rmi.registry',
  'java.rmi/sun.rmi.server',
  'java.sql/java.sql',
  'jdk.management/com.sun.management.internal',
];

const LOGBACK = `<configuration>
  <appender name="OUT" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{0} %msg%n</pattern></encoder>
  </appender>
  <root level="INFO"><appender-ref ref="OUT"/></root>
</configuration>
`;

/**
 * `group`: with `periodic` a kill loses what was acknowledged since the last sync, as there is no second replica. Writers
 * then spend their time waiting for the disk, so there are more of them than the 32 that are usual.
 */
function yamlOf(dir: string, ports: Ports): string {
  return `cluster_name: rollcall
num_tokens: 1
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
commitlog_sync: group
commitlog_sync_group_window: 2ms
concurrent_writes: 128
memtable:
  configurations:
    default: { class_name: TrieMemtable }
data_file_directories: [${join(dir, 'data')}]
commitlog_directory: ${join(dir, 'commitlog')}
saved_caches_directory: ${join(dir, 'saved_caches')}
hints_directory: ${join(dir, 'hints')}
cdc_raw_directory: ${join(dir, 'cdc_raw')}
auto_snapshot: false
listen_address: 127.0.0.1
storage_port: ${portOf(ports, 'storage')}
rpc_address: 127.0.0.1
native_transport_port: ${portOf(ports, 'native')}
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{ seeds: "127.0.0.1:${portOf(ports, 'storage')}" }]
`;
}

/** An OPTIONS frame of protocol 4; what serves CQL answers it with SUPPORTED before anybody has logged in. */
const OPTIONS = Uint8Array.of(4, 0, 0, 0, 5, 0, 0, 0, 0);
const SUPPORTED = 6;

/** One Cassandra node whose acknowledged writes survive a kill. */
export function createCassandra(progress: Progress): ServiceKind {
  return {
    name: 'cassandra',
    portNames: ['native', 'storage'],

    async prepare(dir, ports) {
      const jars = await jarsOf(ARTIFACT, progress);
      const yaml = join(dir, 'cassandra.yaml');
      const logback = join(dir, 'logback.xml');
      await writeFile(yaml, yamlOf(dir, ports));
      await writeFile(logback, LOGBACK);
      const args = [
        `-javaagent:${await jarNamed(jars, 'jamm-')}`,
        '-Xms512m',
        '-Xmx1g',
        '-XX:MaxDirectMemorySize=512m',
        '-XX:+UseParallelGC',
        '-Djava.security.manager=allow',
        '-Djdk.attach.allowAttachSelf=true',
        '-Dio.netty.tryReflectionSetAccessible=true',
        ...OPENED.flatMap((name) => [`--add-exports=${name}=ALL-UNNAMED`, `--add-opens=${name}=ALL-UNNAMED`]),
        `-Dlogback.configurationFile=${logback}`,
        `-Dcassandra.config=${pathToFileURL(yaml)}`,
        `-Dcassandra.storagedir=${dir}`,
        '-Dcassandra-foreground=yes',
        '-Dcassandra.skip_wait_for_gossip_to_settle=0',
        '-Dcassandra.ring_delay_ms=100',
        '-Dcassandra.superuser_setup_delay_ms=0',
        '-cp',
        join(jars, '*'),
        'org.apache.cassandra.service.CassandraDaemon',
      ];
      return { program: javaProgram(), args };
    },

    async ready(ports) {
      const answer = await answerOf(portOf(ports, 'native'), OPTIONS);
      return answer !== null && answer[4] === SUPPORTED;
    },

    settings: (ports) => ({
      CASSANDRA_CONTACT_POINTS: `127.0.0.1:${portOf(ports, 'native')}`,
      CASSANDRA_LOCAL_DC: 'datacenter1',
    }),
  };
}
