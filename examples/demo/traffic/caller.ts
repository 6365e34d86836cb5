/** One call to one surface of a vendor, with a real client. Rejects when the client does; the day goes on. */
export type Caller = (url: string, key: string) => Promise<void>;

/** Callers by `<vendor>/<surface>`. */
export type Callers = Readonly<Record<string, Caller>>;

/** Reads a stream to its end. */
export async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

/** Milliseconds between two polls of a task. */
export const POLL = 10;
