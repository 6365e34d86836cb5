import { remember } from '../classify/remember.ts';
import { ID_AND_SECRET, isSecretRun, isSecretValue, LONG_RUN, SECRET_FORMS, type SecretForm } from './secret-forms.ts';

/** Longest message that is kept, and how much of one is read. */
const MAX_LENGTH = 512;
const MAX_READ = 4 * MAX_LENGTH;

/** Escapes that are undone before secrets are looked for: a text can come through several encoders. */
const MAX_ROUNDS = 4;

/** More secrets than this cannot stand one behind the other in what is kept. */
const MAX_PASSES = 32;

/** Redacts a message and cuts it to 512 characters, on one line and without characters that are not seen. */
export const redact: (text: string) => string = remember((text) => {
  let safe = redactOnce(text);
  // What was taken out or cut off can have brought together what is a secret now.
  for (let round = 1, before = text; round < MAX_PASSES && safe !== before; round++) {
    before = safe;
    safe = redactOnce(safe);
  }
  return safe;
});

function redactOnce(text: string): string {
  const plain = unwrap(head(text));
  if (plain === undefined) return '[redacted]';
  const safe = oneLine(withoutRuns(withoutForms(plain)));
  // Behind a blank: right behind a word it would be the mask of a key.
  return safe.length <= MAX_LENGTH ? safe : `${oneLine(safe.slice(0, MAX_LENGTH - 2))} …`;
}

/**
 * Whether a text can leave the process as it came because it is a code or the name of a class: ASCII without blanks, and no
 * secret by its form. A sentence is none, in whatever script.
 */
export const isName: (text: string) => boolean = remember(
  (text) => /^[\w.:/#-]{1,100}$/.test(text) && (/^\d{1,10}$/.test(text) || withoutRuns(withoutForms(text)) === text),
);

/** The same for an id, which is random by its nature, and can be masked: only the forms of secrets are refused. */
export function isId(text: string): boolean {
  if (!/^[\w.:@/=+-]{1,128}\*{0,16}$/.test(text) || ID_AND_SECRET.test(text)) return false;
  const id = text.replace(/\*+$/, '');
  return withoutForms(id) === id;
}

/** Puts a text on one line: no control characters, nothing that hides or turns text, no half of a character. */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(HIDDEN, '')
    .trim();
}

/** The start of a text. What is cut in two at its end could be half of a key. */
function head(text: string): string {
  if (text.length <= MAX_READ) return text;
  const blank = text.lastIndexOf(' ', MAX_READ);
  return text.slice(0, Math.max(blank, MAX_READ - 256));
}

/** Not seen where it stands: format characters, which also turn text around, variation selectors, halves of characters. */
const HIDDEN = /(?:[\p{Cf}\p{Cs}]|[\uFE00-\uFE0F]|\u034F|(?![\t\r\n])\p{Cc})+/gu;

const ESCAPE = /\\+u([0-9a-f]{4})|\\+x([2-7][0-9a-f])|%([2-7][0-9a-f])|&#(\d{2,6});|&#x([0-9a-f]{2,5});/gi;

/** Undoes escapes and wide letters, and takes out what is not seen; undefined where escapes hide escapes without an end. */
function unwrap(text: string): string | undefined {
  let plain = text;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = plain;
    if (/[\\%&]/.test(plain)) plain = plain.replace(ESCAPE, decode);
    if (/[^\t\r\n -~]/.test(plain)) {
      plain = plain
        .replace(HIDDEN, '')
        .replace(/[\uFF0D\uFF0E\uFF10-\uFF19\uFF21-\uFF3A\uFF3F\uFF41-\uFF5A]/g, (wide) =>
          String.fromCharCode(wide.charCodeAt(0) - 0xfee0),
        );
    }
    if (plain === before) return plain;
  }
  return undefined;
}

function decode(whole: string, u?: string, x?: string, percent?: string, decimal?: string, hex?: string): string {
  const code = decimal === undefined ? Number.parseInt((u ?? x ?? percent ?? hex) as string, 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}

/** What every form of a secret has one of; most messages have none and are done. */
const SUSPECT = /[\d*=@?:：…]|[a-z][A-Z]|[A-Za-z]{16}/;

function withoutForms(text: string): string {
  if (!SUSPECT.test(text)) return text;
  let safe = text;
  for (const form of SECRET_FORMS)
    if (form.sign === undefined || safe.includes(form.sign)) safe = replaceForm(safe, form);
  return safe;
}

function replaceForm(text: string, { pattern, by, value }: SecretForm): string {
  if (value === undefined) return text.replace(pattern, by);
  return text.replace(pattern, (whole: string, ...groups: string[]) =>
    isSecretValue(groups[value - 1] as string) ? by.replace('$1', () => groups[0] as string) : whole,
  );
}

function withoutRuns(text: string): string {
  if (!/\d/.test(text)) return text;
  return text.replace(LONG_RUN, (run, at: number) =>
    isSecretRun(run, text.slice(Math.max(0, at - 40), at)) ? '[redacted]' : run,
  );
}
