// To be preloaded: the clock that programs read jumps to JUMP_TO (milliseconds since the epoch) JUMP_AFTER milliseconds after
// the start, and goes on from there. Timers and the monotonic clock do not notice, as with a real jump.
const { JUMP_TO, JUMP_AFTER } = process.env;
const now = Date.now;
const jumpAt = now() + Number(JUMP_AFTER);
Date.now = () => {
  const real = now();
  return real < jumpAt ? real : Number(JUMP_TO) + real - jumpAt;
};
