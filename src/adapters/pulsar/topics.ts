import { RollcallError } from '../../core/errors.ts';

/** Every topic that Rollcall uses, by its full name `persistent://tenant/namespace/name`. */
export interface PulsarTopics {
  /** `tenant/namespace` */
  readonly namespace: string;
  readonly swipes: string;
  readonly accepted: string;
  readonly invalid: string;
  /** What others publish of the campus's surroundings. */
  readonly weather: string;
  readonly incidents: string;
}

const DEFAULT_NAMESPACE = 'public/default';
const FULL_PATTERN = /^persistent:\/\/([^/\s]+\/[^/\s]+)\/([^/\s]+)$/;
const SHORT_PATTERN = /^[^/\s:?#%]+$/;

/**
 * @param setting PULSAR_TOPIC: a name in the default namespace, or a full one; the feeds stand beside it
 * @throws RollcallError SETTING_INVALID
 */
export function topicsOf(setting: string): PulsarTopics {
  const full = FULL_PATTERN.exec(setting);
  const [namespace, name] = full === null ? [DEFAULT_NAMESPACE, setting] : [full[1] ?? '', full[2] ?? ''];
  if (!SHORT_PATTERN.test(name)) {
    throw new RollcallError('SETTING_INVALID', 'PULSAR_TOPIC is a name, or persistent://tenant/namespace/name.', {
      argument: 'PULSAR_TOPIC',
    });
  }
  const topic = (short: string): string => `persistent://${namespace}/${short}`;
  return {
    namespace,
    swipes: topic(name),
    accepted: topic('attendance-accepted'),
    invalid: topic('attendance-invalid'),
    weather: topic('weather-observations'),
    incidents: topic('campus-incidents'),
  };
}

/** @param topic a partitioned one, by its full name */
export function partitionTopic(topic: string, partition: number): string {
  return `${topic}-partition-${partition}`;
}

/** A topic as both HTTP APIs write it in a path: `/persistent/tenant/namespace/name`. */
export function topicPath(topic: string): string {
  return `/${topic.replace('://', '/').split('/').map(encodeURIComponent).join('/')}`;
}
