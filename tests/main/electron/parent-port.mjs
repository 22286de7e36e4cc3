// Gives a plain Node process the `process.parentPort` that Electron gives its utility processes.
process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (event, listener) => process.on(event, (data) => listener({ data })),
}
