import type { Random } from '../lib/random.ts';
import type { Json } from '../lib/route.ts';

const sentences = () => [
  'Read the section on safe isolation before the workshop and bring your logbook.',
  'Groups of four will measure the load on each branch and write the values down.',
  'The assessment covers chapters two to four; past papers are in the shared folder.',
  'Wear closed shoes and eye protection; nobody enters the workshop without them.',
  'Submit the photograph of the finished joint together with the inspection form.',
];

/** Work a student did offline, about 1 KB: ten answers and where they were reading. */
export function syncData(random: Random, unitId: string): Json {
  return {
    device: { platform: 'android', appVersion: '3.4.1', storageFreeMb: Math.floor(random() * 8000) },
    reading: { unitId, page: Math.floor(random() * 120) },
    answers: Array.from({ length: 10 }, (_, i) => ({
      question: `q-${i + 1}`,
      choice: 'ABCD'[Math.floor(random() * 4)],
      secondsSpent: Math.floor(random() * 90),
    })),
  };
}

/** What a lecturer announces, about 1.5 KB. */
export function announcement(random: Random): { title: string } & Json {
  const all = sentences();
  return {
    title: `Notice ${Math.floor(random() * 1e6)}`,
    body: Array.from({ length: 16 }, () => all[Math.floor(random() * all.length)]).join(' '),
    attachments: [{ name: 'notes.pdf', sizeBytes: Math.floor(random() * 5e6) }],
  };
}
