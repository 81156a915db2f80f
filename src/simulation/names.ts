const GIVEN = [
  'Ada Alba Amir Anja Aron Asha Bea Boris Bruno Carla Chen Clara Dana Daniel Diego Dora Edo Elif Elena Emil Ewa Farid',
  'Fiona Flora Goran Greta Hana Hugo Ida Igor Ines Iris Ivo Jana Jonas Julia Kaan Karim Kira Lars Lea Leo Lina Luca Maja',
  'Malik Mara Marco Mei Mila Nadia Nils Nina Noor Olga Omar Oskar Paula Petra Pia Quentin Rafael Rana Remo Rita Robin Rosa',
  'Sami Sara Selma Simon Sofia Sven Tara Tariq Tea Theo Tim Ursina Vera Viktor Wanda Yara Yusuf Zoe',
]
  .join(' ')
  .split(' ');

const FAMILY = [
  'Ackermann Ahmed Alder Almeida Baker Bauer Berg Bianchi Blum Brandt Carter Castro Chang Costa Demir Diaz Dubois Egger',
  'Fischer Fontana Frei Garcia Gasser Gomez Graf Haas Haddad Hall Hansen Hoffmann Huber Ibrahim Ito Jansen Jensen Kaya',
  'Keller Khan Kim Klein Koch Kowalski Kumar Lang Larsen Lee Lehmann Lopez Maier Marti Martin Meier Moreau Moser Nguyen',
  'Novak Okafor Olsen Patel Pereira Petrov Ricci Rossi Roth Santos Sato Schmid Schneider Silva Singh Steiner Suter Tanaka',
  'Torres Vogel Wagner Wang Weber Weiss Wolf Wong Wyss Yilmaz Zhang Zimmermann',
]
  .join(' ')
  .split(' ');

const SUBJECTS = [
  'Linear Algebra',
  'Analysis',
  'Programming',
  'Algorithms and Data Structures',
  'Statistics',
  'Microeconomics',
  'Mechanics',
  'Organic Chemistry',
  'Cell Biology',
  'Operating Systems',
  'Databases',
  'Computer Networks',
  'Signals and Systems',
  'Thermodynamics',
  'Materials Science',
  'Art History',
  'Constitutional Law',
  'Developmental Psychology',
  'Philosophy of Science',
  'Urban Planning',
  'Machine Learning',
  'Quantum Physics',
  'Genetics',
  'Accounting',
];
const LEVELS = ['I', 'II', 'III', 'Seminar', 'Laboratory', 'Advanced Topics', 'Exercises', 'Colloquium'];

/** A believable title, a different one for each index until they run out, then with a group's number. */
export function lectureTitle(index: number): string {
  const subject = SUBJECTS[index % SUBJECTS.length] ?? '';
  const round = Math.floor(index / SUBJECTS.length);
  const level = LEVELS[round % LEVELS.length] ?? '';
  const group = Math.floor(round / LEVELS.length);
  return group === 0 ? `${subject} ${level}` : `${subject} ${level}, group ${group + 1}`;
}

/** @param draw 32 random bits */
export function personName(draw: number): string {
  return `${GIVEN[draw % GIVEN.length] ?? ''} ${FAMILY[(draw >>> 12) % FAMILY.length] ?? ''}`;
}
