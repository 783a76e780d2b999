// Meets trouble with `@aws-sdk/client-transcribe` as it is set up by default, and with retries switched off.
import { ListVocabulariesCommand, TranscribeClient } from "@aws-sdk/client-transcribe";

const { MOCKSERVER_URL } = process.env;
const settings = {
  endpoint: MOCKSERVER_URL,
  region: "us-east-1",
  credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
};

const attempts = async (client) => (await client.send(new ListVocabulariesCommand({}))).$metadata.attempts;
const refused = async (client) =>
  client.send(new ListVocabulariesCommand({})).catch((error) => ({ name: error.name, message: error.message }));

const once = new TranscribeClient({ ...settings, maxAttempts: 1 });
const usual = new TranscribeClient(settings);
console.log(JSON.stringify({ once: await refused(once), usual: await attempts(usual), outage: await attempts(usual) }));
