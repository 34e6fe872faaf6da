import type { Planted } from './find-planted.ts';

/** Nobody's: example domains, test card numbers, numbers that are kept free for films. */
export const PLANTED: readonly Planted[] = [
  { name: 'e-mail', text: 'jane.plantham@mailbox-seven.example', traces: ['jane.plantham', 'mailbox-seven'] },
  { name: 'e-mail with a plus', text: 'q.underhill+gifts@post-eleven.example', traces: ['q.underhill', 'post-eleven'] },
  { name: 'e-mail in capitals', text: 'ROSALIND.QUIMBY@MAIL-TWELVE.EXAMPLE', traces: ['rosalind', 'mail-twelve'] },
  { name: 'card number', text: '4111111111111111', traces: ['4111111111111111'] },
  { name: 'card number with spaces', text: '5500 0055 5555 5559', traces: ['5500005555555559'] },
  { name: 'card number with dashes', text: '3714-496353-98431', traces: ['371449635398431'] },
  { name: 'name', text: 'Wilhelmina Featherstonehaugh', traces: ['wilhelmina', 'featherston'] },
  { name: 'phone number', text: '+44 7700 900461', traces: ['447700900461', '7700900461'] },
  { name: 'street', text: '14 Quillfeather Crescent', traces: ['quillfeather'] },
];

/** The ways in which pages, mail programs and trackers write such a text into an address. */
export function encodingsOf(text: string): string[] {
  const base64 = Buffer.from(text).toString('base64');
  return [
    text,
    encodeURIComponent(text),
    // every byte, and again
    Buffer.from(text).toString('hex').replaceAll(/../g, '%$&'),
    encodeURIComponent(encodeURIComponent(text)),
    base64,
    encodeURIComponent(base64),
    Buffer.from(text).toString('base64url'),
    Buffer.from(text).toString('hex'),
    text.toUpperCase(),
  ];
}
