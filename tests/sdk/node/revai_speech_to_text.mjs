// Calls every method of `revai-node-sdk`'s RevAiApiClient, and prints what came of each: a value or an error.
import { CaptionType, RevAiApiClient } from "revai-node-sdk";
import { readFileSync } from "node:fs";

const { MOCKSERVER_URL, MEDIA_FILE } = process.env;
const MEDIA_URL = "https://example.com/FTC_Sample_1.mp3";
const outcomes = {};

function clientWith(token) {
  return new RevAiApiClient({ token, deploymentConfig: { baseUrl: MOCKSERVER_URL } });
}

async function read(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function tell(step, call) {
  try {
    outcomes[step] = { value: (await call()) ?? null };
  } catch (error) {
    const { statusCode, details, parameters, currentValue, allowedValues } = error;
    outcomes[step] = { error: error.constructor.name, statusCode, details, parameters, currentValue, allowedValues };
  }
  return outcomes[step].value ?? {};
}

const client = clientWith("good-token");
await tell("account", () => client.getAccount());

const options = {
  source_config: { url: MEDIA_URL, auth_headers: null },
  notification_config: { url: "http://127.0.0.1:9/hook", auth_headers: { Authorization: "Bearer t" } },
  metadata: "m",
  remove_disfluencies: true,
  delete_after_seconds: 600,
  summarization_config: { type: "bullets", model: "premium", prompt: "Be brief" },
  translation_config: { target_languages: [{ language: "es", model: "premium" }, { language: "de" }] },
};
const { id } = await tell("submit", () => client.submitJob(options));
await tell("details", () => client.getJobDetails(id));
await tell("transcript_object", () => client.getTranscriptObject(id));
await tell("transcript_object_stream", async () => read(await client.getTranscriptObjectStream(id)));
await tell("transcript_text", () => client.getTranscriptText(id));
await tell("transcript_text_stream", async () => read(await client.getTranscriptTextStream(id)));
await tell("translated_object", () => client.getTranslatedTranscriptObject(id, "es"));
await tell("translated_object_stream", async () => read(await client.getTranslatedTranscriptObjectStream(id, "es")));
await tell("translated_text", () => client.getTranslatedTranscriptText(id, "es"));
await tell("translated_text_stream", async () => read(await client.getTranslatedTranscriptTextStream(id, "es")));
await tell("summary_text", () => client.getTranscriptSummaryText(id));
await tell("summary_text_stream", async () => read(await client.getTranscriptSummaryTextStream(id)));
await tell("summary_object", () => client.getTranscriptSummaryObject(id));
await tell("summary_object_stream", async () => read(await client.getTranscriptSummaryObjectStream(id)));
await tell("srt", async () => read(await client.getCaptions(id)));
await tell("vtt", async () => read(await client.getCaptions(id, CaptionType.VTT)));
await tell("translated_srt", async () => read(await client.getTranslatedCaptions(id, "de")));
await tell("translated_vtt", async () => read(await client.getTranslatedCaptions(id, "de", CaptionType.VTT)));
await tell("captions_of_a_channel", () => client.getCaptions(id, CaptionType.SRT, 1));

await tell("submit_url", () => client.submitJobUrl(MEDIA_URL, { speaker_channels_count: 2 }));
const channels = outcomes.submit_url.value.id;
await tell("channel", async () => read(await client.getCaptions(channels, CaptionType.SRT, 1)));
await tell("local_file", () => client.submitJobLocalFile(MEDIA_FILE, { metadata: "file" }));
await tell("audio_data", () => client.submitJobAudioData(readFileSync(MEDIA_FILE), "a.wav"));
await tell("audio_without_a_name", () => client.submitJobAudioData(readFileSync(MEDIA_FILE)));

await tell("list", () => client.getListOfJobs());
await tell("page", () => client.getListOfJobs(1, channels));
await tell("delete", () => client.deleteJob(id));
await tell("delete_again", () => client.deleteJob(id));

await tell("invalid_parameters", () => client.submitJob({ ...options, language: "klingon" }));
await tell("wrong_limit", () => client.getListOfJobs(1001));
await tell("unauthorized", () => clientWith("wrong-token").getAccount());
await tell("forbidden", () => clientWith("forbidden-token").getAccount());
await tell("rate_limited", () => clientWith("hasty-token").getAccount());
await tell("not_found", () => client.getTranscriptText("nobody"));
await tell("waiting", () => clientWith("slow-token").submitJobUrl(MEDIA_URL));
await tell("invalid_state", () => clientWith("slow-token").getTranscriptObject(outcomes.waiting.value.id));
await tell("invalid_state_of_a_stream", () => clientWith("slow-token").getCaptions(outcomes.waiting.value.id));

console.log(JSON.stringify(outcomes));
