import type { Student } from '../core/roster.ts';
import type { SimulationRecord } from '../core/simulation.ts';
import type { DeadLetter, InvalidAttempt, Swipe } from '../core/swipe.ts';
import type { AttendeeView } from '../resolvers/attendees.ts';
import type { GateView } from '../resolvers/gates.ts';
import type { LectureView } from '../resolvers/lectures.ts';
import type { NodeValue } from '../resolvers/nodes.ts';
import type { LatecomerView } from '../resolvers/reports.ts';
import type { SessionView } from '../resolvers/sessions.ts';
import type { AttendanceRecordView } from '../resolvers/student-attendance.ts';
import { builder } from './builder.ts';
import { connectionRef } from './connection.ts';

// Types that speak of each other meet here; each is written down in a file of its own.
export const NodeRef = builder.interfaceRef<NodeValue>('Node');
export const LectureRef = builder.objectRef<LectureView>('Lecture');
export const LectureSessionRef = builder.objectRef<SessionView>('LectureSession');
export const StudentRef = builder.objectRef<Student>('Student');
export const GateRef = builder.objectRef<GateView>('Gate');
export const SwipeRef = builder.objectRef<Swipe>('Swipe');
export const InvalidAttemptRef = builder.objectRef<InvalidAttempt>('InvalidAttempt');
export const SimulationRef = builder.objectRef<SimulationRecord>('Simulation');
export const DeadLetterRef = builder.objectRef<DeadLetter>('DeadLetter');
export const AttendeeRef = builder.objectRef<AttendeeView>('Attendee');
export const AttendanceRecordRef = builder.objectRef<AttendanceRecordView>('AttendanceRecord');
export const LatecomerRef = builder.objectRef<LatecomerView>('Latecomer');

export const LectureConnection = connectionRef('Lecture', LectureRef);
export const LectureSessionConnection = connectionRef('LectureSession', LectureSessionRef);
export const StudentConnection = connectionRef('Student', StudentRef);
export const GateConnection = connectionRef('Gate', GateRef);
export const SwipeConnection = connectionRef('Swipe', SwipeRef);
export const InvalidAttemptConnection = connectionRef('InvalidAttempt', InvalidAttemptRef);
export const SimulationConnection = connectionRef('Simulation', SimulationRef);
export const DeadLetterConnection = connectionRef('DeadLetter', DeadLetterRef);
export const AttendeeConnection = connectionRef('Attendee', AttendeeRef);
export const AttendanceRecordConnection = connectionRef('AttendanceRecord', AttendanceRecordRef);
export const LatecomerConnection = connectionRef('Latecomer', LatecomerRef);
