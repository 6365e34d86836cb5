// Makes one failed call and then stays alive, as a server does.
await fetch(`${process.env.VENDOR}/v1/text/chatcompletion_v2`, { method: 'POST', body: '{}' }).then((response) =>
  response.text(),
);
setInterval(() => {}, 1000);
console.log('ready');
