/** One thing that a peer exported, in one form for all peers. */
export interface Exported {
  readonly kind: 'span' | 'log' | 'metric' | 'error';
  /** Who made it. */
  readonly scope: string;
  readonly name: string;
  /** It stands for one attempt, not for the whole call. */
  readonly client?: boolean;
  readonly status: 'ok' | 'error' | 'unset';
  readonly message?: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly events?: readonly { readonly name: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** The number of a metric. */
  readonly value?: number;
}
