/** A value under construction: what its readers may not change, its maker fills in. */
export type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };
