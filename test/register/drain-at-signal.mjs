// Makes one failed call, and at SIGTERM finishes its work before it ends, as a server does that is shut down.
await fetch(`${process.env.VENDOR}/v1/text/chatcompletion_v2`, { method: 'POST', body: '{}' }).then((response) =>
  response.text(),
);
const alive = setInterval(() => {}, 1000);
process.once('SIGTERM', async () => {
  await new Promise((resolve) => setTimeout(resolve, 1000));
  console.log('drained');
  clearInterval(alive);
  process.exitCode = 7;
});
console.log('ready');
