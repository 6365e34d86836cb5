/**
 * What a request shall get. It travels as the API key, because every client and every surface sends one.
 * A failure names the surface it belongs to: the other surfaces that a client touches on its way succeed.
 */
export interface Scenario {
  /** `<surface>`, as in the vendor's table. */
  readonly surface: string;
  /** Id of the row to fail with. */
  readonly row: string;
  /** How many requests fail before they succeed; absent: all. */
  readonly times?: number;
  /** Tells calls apart that would otherwise share a key. */
  readonly nonce?: string;
}

/** The key of a request that succeeds. */
export const OK_KEY = 'sk-ok';

/** Writes a scenario as an API key. */
export function keyFor(scenario: Scenario): string {
  return ['sk-fail', scenario.surface, scenario.row, scenario.times ?? '', scenario.nonce ?? ''].join(':');
}

/** Reads the scenario from the headers of a request; `undefined`: succeed. */
export function scenarioOf(key: string): Scenario | undefined {
  const [verb, surface, row, times, nonce] = key.split(':');
  if (verb !== 'sk-fail' || !surface || !row) return undefined;
  return { surface, row, ...(times ? { times: Number(times) } : {}), ...(nonce ? { nonce } : {}) };
}
