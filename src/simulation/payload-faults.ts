/** The texts of a swipe's fields as they stand in a message, to be put together or spoiled. */
export interface SwipeTexts {
  eventId: string;
  studentId: string;
  lectureId: string;
  gateId: string;
  timestamp: string;
  action: string;
}

/** A swipe's JSON, as a reader sends it. */
export function swipeJson(texts: SwipeTexts): string {
  return `{"event_id":"${texts.eventId}","student_id":"${texts.studentId}","lecture_id":"${texts.lectureId}","gate_id":"${texts.gateId}","timestamp":"${texts.timestamp}","action":"${texts.action}","schema_version":1}`;
}

/**
 * Ways in which a message can fail to be a swipe. Each gives the characters of one byte each (Latin-1), so that bytes
 * which are no UTF-8 can be among them.
 */
export const FAULTS: readonly ((texts: SwipeTexts) => string)[] = [
  function cutShort(texts) {
    const whole = swipeJson(texts);
    return whole.slice(0, Math.floor(whole.length * 0.6));
  },
  function notJson() {
    return 'badge reader restarted';
  },
  function notAnObject(texts) {
    return `["${texts.eventId}","${texts.studentId}"]`;
  },
  function studentMissing(texts) {
    return swipeJson(texts).replace(/"student_id":"[^"]*",/, '');
  },
  function studentIdIllFormed(texts) {
    return swipeJson({ ...texts, studentId: `${texts.studentId} ?` });
  },
  function zoneMissing(texts) {
    return swipeJson({ ...texts, timestamp: texts.timestamp.slice(0, -1) });
  },
  function dateThatIsNone(texts) {
    return swipeJson({ ...texts, timestamp: `${texts.timestamp.slice(0, 4)}-02-30${texts.timestamp.slice(10)}` });
  },
  function actionUnknown(texts) {
    return swipeJson({ ...texts, action: 'hover' });
  },
  function eventIdNoUuid(texts) {
    return swipeJson({ ...texts, eventId: texts.eventId.slice(0, 23) });
  },
  function gateNull(texts) {
    return swipeJson(texts).replace(/"gate_id":"[^"]*"/, '"gate_id":null');
  },
  function notUtf8(texts) {
    return swipeJson({ ...texts, gateId: 'GATE-\xff\xfe' });
  },
];
