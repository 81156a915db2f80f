import { describe, expect, it } from 'vitest';
import { createOneRoster, studentOfRole } from '../../../src/cli/one-roster.ts';

const plain = { studentId: 'sourcedId', lectureId: 'sourcedId' };

describe('OneRoster', () => {
  it('1.1: a user whose role is student is one, by names and grade; others are left out', () => {
    const { user } = createOneRoster(plain);
    const ann = { sourcedId: 'u1', role: 'student', givenName: 'Ann', familyName: 'Li', grades: '09' };
    expect(user(ann, null)).toEqual({ value: { save: { studentId: 'u1', displayName: 'Ann Li', cohort: '09' } } });
    expect(user({ ...ann, role: 'teacher' }, null)).toEqual({ skip: true });
    expect(user({ sourcedId: 'u2', role: 'student' }, null)).toEqual({ value: { save: { studentId: 'u2' } } });
  });

  it('1.2: roles.csv says who is a student, and a first name preferred comes first', () => {
    const { user } = createOneRoster(plain);
    const isStudent = (id: string) => id === 'u1';
    const ann = { sourcedId: 'u1', givenName: 'Annabel', preferredFirstName: 'Ann', familyName: 'Li' };
    expect(user(ann, isStudent)).toEqual({ value: { save: { studentId: 'u1', displayName: 'Ann Li' } } });
    expect(user({ ...ann, sourcedId: 'u2' }, isStudent)).toEqual({ skip: true });
    expect(studentOfRole({ userSourcedId: 'u1', role: 'student' })).toBe('u1');
    expect(studentOfRole({ userSourcedId: 'u1', role: 'teacher' })).toBeNull();
    expect(studentOfRole({ userSourcedId: 'u1', role: 'student', status: 'tobedeleted' })).toBeNull();
  });

  it('reads classes and enrollments; end dates are exclusive, and none means for as long as the class', () => {
    const roster = createOneRoster(plain);
    expect(roster.class({ sourcedId: 'c1', title: 'Algebra' })).toEqual({
      value: { save: { lectureId: 'c1', title: 'Algebra' } },
    });
    const enrollment = { classSourcedId: 'c1', userSourcedId: 'u1', role: 'student' };
    expect(roster.enrollment({ ...enrollment, beginDate: '2026-03-01', endDate: '2026-07-01' })).toEqual({
      value: { save: { lectureId: 'c1', studentId: 'u1', from: '2026-03-01', until: '2026-06-30' } },
    });
    expect(roster.enrollment(enrollment)).toEqual({
      value: { save: { lectureId: 'c1', studentId: 'u1', from: null, until: null } },
    });
    expect(roster.enrollment({ ...enrollment, role: 'teacher' })).toEqual({ skip: true });
    expect(roster.enrollment({ ...enrollment, endDate: '1.7.2026' })).toHaveProperty('problem');
    expect(roster.enrollment({ ...enrollment, beginDate: 'soon' })).toHaveProperty('problem');
  });

  it('takes the ids that badges print from other columns, also where enrollments refer to them', () => {
    const roster = createOneRoster({ studentId: 'identifier', lectureId: 'classCode' });
    roster.user({ sourcedId: 'u1', identifier: '4711', role: 'student' }, null);
    roster.class({ sourcedId: 'c1', classCode: 'MATH-1', title: 'Algebra' });
    const enrollment = { classSourcedId: 'c1', userSourcedId: 'u1', role: 'student' };
    expect(roster.enrollment(enrollment)).toMatchObject({
      value: { save: { lectureId: 'MATH-1', studentId: '4711' } },
    });
    expect(roster.enrollment({ ...enrollment, userSourcedId: 'u2' })).toHaveProperty('problem');
    expect(roster.enrollment({ ...enrollment, classSourcedId: 'c2' })).toHaveProperty('problem');
    expect(roster.user({ sourcedId: 'u3', role: 'student' }, null)).toEqual({ problem: 'identifier is missing.' });
  });

  it('removes what a delta file says is to be deleted', () => {
    const roster = createOneRoster(plain);
    const status = 'tobedeleted';
    expect(roster.user({ sourcedId: 'u1', role: 'student', status }, null)).toEqual({ value: { remove: 'u1' } });
    expect(roster.class({ sourcedId: 'c1', title: 'x', status })).toEqual({ value: { remove: 'c1' } });
    expect(roster.enrollment({ classSourcedId: 'c1', userSourcedId: 'u1', role: 'student', status })).toEqual({
      value: { remove: { lectureId: 'c1', studentId: 'u1' } },
    });
  });
});
