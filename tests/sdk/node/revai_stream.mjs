// Opens streams through `revai-node-sdk`, one for each of the cases in CASES, and prints what each of them was told.
import { AudioConfig, RevAiStreamingClient } from "revai-node-sdk";

const { MOCKSERVER_WS, CASES } = process.env;

function stream({ token, contentType, session, audio = [], waitForFinal = false }) {
  return new Promise((resolve) => {
    const deploymentConfig = { baseWebsocketUrl: MOCKSERVER_WS };
    const config = new AudioConfig(...contentType);
    const client = new RevAiStreamingClient({ token, deploymentConfig }, config);
    const told = { events: [], messages: [] };
    const uncaught = (error) => end("uncaught", error.name);
    const end = (name, ...values) => {
      process.off("uncaughtException", uncaught);
      told.events.push([name, ...values]);
      resolve(told);
    };
    process.on("uncaughtException", uncaught);
    client.on("connect", (message) => told.events.push(["connect", typeof message.id]));
    client.on("httpResponse", (status) => end("httpResponse", status));
    client.on("connectFailed", (error) => end("connectFailed", String(error)));
    client.on("error", (error) => end("error", String(error)));
    client.on("close", (code, reason) => end("close", code, reason));
    const duplex = client.start(session);
    duplex.on("data", (message) => {
      told.messages.push(message);
      if (waitForFinal && message.type === "final") {
        waitForFinal = false;
        told.events.push(["final before the end"]);
        client.end();
      }
    });
    for (const bytes of audio) duplex.write(Buffer.alloc(bytes));
    if (!waitForFinal) client.end();
  });
}

const results = [];
for (const one of JSON.parse(CASES)) results.push(await stream(one));
console.log(JSON.stringify(results));
process.exit(0);
