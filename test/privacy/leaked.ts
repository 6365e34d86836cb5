/** A piece of this length, and the letter beside it, is enough to know a secret again. */
const PIECE = 10;

/** Whether a text has a secret in it, whole or a piece of it, as it is or in another coding, in one run or broken up. */
export function leaked(text: string, secret: string): boolean {
  return searchIn(text)(secret);
}

/** The same for many secrets in one text, which is read once. */
export function searchIn(text: string): (secret: string) => boolean {
  const tight = squeeze(decoded(text));
  return (secret) => isIn(text, tight, secret);
}

function isIn(text: string, tight: string, secret: string): boolean {
  const { pieces, coded } = formsOf(secret);
  return pieces.some((piece) => tight.includes(piece)) || coded.some((form) => text.includes(form));
}

interface Forms {
  readonly pieces: readonly string[];
  readonly coded: readonly string[];
}

const known = new Map<string, Forms>();

/** What is looked for: every second piece of a secret, because one that is cut anywhere has a piece and a letter, and its codings. */
function formsOf(secret: string): Forms {
  let forms = known.get(secret);
  if (!forms) {
    const letters = squeeze(secret);
    // The prefix of a key is public.
    const from = letters.length > 40 ? 18 : Math.min(6, Math.max(0, letters.length - PIECE));
    const pieces = [];
    for (let at = from; at === from || at + PIECE <= letters.length; at += 2)
      pieces.push(letters.slice(at, at + PIECE));
    const bytes = Buffer.from(secret);
    known.set(secret, (forms = { pieces, coded: [bytes.toString('hex'), ...base64Of(bytes)] }));
  }
  return forms;
}

function squeeze(text: string): string {
  return text.replace(/[^\w+/.-]/g, '');
}

function decoded(text: string): string {
  return text
    .replace(/\\+u00([0-9a-f]{2})|%(?:25)*([0-9a-f]{2})/gi, (_, u, percent) =>
      String.fromCharCode(Number.parseInt(u ?? percent, 16)),
    )
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0));
}

/** Base64 of what stands inside a longer text: three phases, without the ends that depend on the neighbours. */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .slice(4, -4)
      .slice(0, 24),
  );
}
