import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jarsOf } from './jars.ts';
import { type Ports, type Progress, portOf, type ServiceKind } from './kind.ts';
import { javaProgram } from './requirements.ts';

const ARTIFACT = { group: 'org.apache.pulsar', name: 'pulsar-broker', version: '4.0.7' };
const PATIENCE_MS = 2_000;

const OPENED = [
  'java.base/sun.nio.ch',
  'java.base/java.lang',
  'java.base/java.util.zip',
  'java.base/java.nio',
  'java.base/jdk.internal.misc',
  'java.management/sun.management',
  'jdk.management/com.sun.management.internal',
];

const LOG4J = `<Configuration status="ERROR">
  <Appenders><Console name="OUT"><PatternLayout pattern="%d{HH:mm:ss.SSS} %-5level %logger{1} %msg%n"/></Console></Appenders>
  <Loggers><Root level="INFO"><AppenderRef ref="OUT"/></Root></Loggers>
</Configuration>
`;

function confOf(ports: Ports): string {
  const settings = {
    clusterName: 'standalone',
    bindAddress: '127.0.0.1',
    advertisedAddress: '127.0.0.1',
    brokerServicePort: portOf(ports, 'broker'),
    webServicePort: portOf(ports, 'web'),
    managedLedgerDefaultEnsembleSize: 1,
    managedLedgerDefaultWriteQuorum: 1,
    managedLedgerDefaultAckQuorum: 1,
    webSocketServiceEnabled: true,
    // A message may have 5 MiB, and travels as base64 in JSON.
    webSocketMaxTextFrameSize: 8 * 1_024 * 1_024,
    acknowledgmentAtBatchIndexLevelEnabled: true,
    brokerDeleteInactiveTopicsEnabled: false,
    loadBalancerEnabled: false,
    // 10 by default: a tenth of an idle broker's time.
    managedLedgerCacheEvictionIntervalMs: 100,
    transactionCoordinatorEnabled: false,
    defaultRetentionTimeInMinutes: 24 * 60,
    defaultRetentionSizeInMB: 1_024,
    // A bookie turns read-only on a disk that is fuller than this; a developer's often is.
    diskUsageThreshold: 0.99,
    diskUsageWarnThreshold: 0.98,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Pulsar standalone, with its binary protocol and its WebSocket API. */
export function createPulsar(progress: Progress): ServiceKind {
  return {
    name: 'pulsar',
    portNames: ['broker', 'web', 'bookie'],

    async prepare(dir, ports) {
      const jars = await jarsOf(ARTIFACT, progress);
      const conf = join(dir, 'standalone.conf');
      const log4j = join(dir, 'log4j2.xml');
      await writeFile(conf, confOf(ports));
      await writeFile(log4j, LOG4J);
      const args = [
        ...OPENED.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
        '-Dio.netty.tryReflectionSetAccessible=true',
        '-Xmx768m',
        '-XX:MaxDirectMemorySize=768m',
        `-Dlog4j.configurationFile=${pathToFileURL(log4j)}`,
        '-cp',
        join(jars, '*'),
        'org.apache.pulsar.PulsarStandaloneStarter',
        ...['--config', conf],
        ...['--metadata-dir', join(dir, 'metadata')],
        ...['--bookkeeper-dir', join(dir, 'bookkeeper')],
        ...['--bookkeeper-port', String(portOf(ports, 'bookie'))],
        '--no-functions-worker',
        '--no-stream-storage',
        ...['-a', '127.0.0.1'],
      ];
      return { program: javaProgram(), args };
    },

    async ready(ports) {
      const url = `http://127.0.0.1:${portOf(ports, 'web')}/admin/v2/namespaces/public/default`;
      const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => null);
      await answer?.body?.cancel();
      return answer?.status === 200;
    },

    settings: (ports) => ({
      PULSAR_SERVICE_URL: `ws://127.0.0.1:${portOf(ports, 'web')}`,
      PULSAR_ADMIN_URL: `http://127.0.0.1:${portOf(ports, 'web')}`,
      PULSAR_NATIVE_URL: `pulsar://127.0.0.1:${portOf(ports, 'broker')}`,
    }),
  };
}
