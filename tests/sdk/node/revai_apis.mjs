// Calls every method of `revai-node-sdk`'s clients beside speech-to-text, and prints what came of each: a value or an error.
import {
  LanguageIdClient,
  RevAiCustomVocabulariesClient,
  SentimentAnalysisClient,
  TopicExtractionClient,
} from "revai-node-sdk";

const { MOCKSERVER_URL, MEDIA_FILE, TEXT, TRANSCRIPT } = process.env;
const MEDIA_URL = "https://example.com/FTC_Sample_1.mp3";
const HOOK = { url: "http://127.0.0.1:9/hook", auth_headers: { Authorization: "Bearer t" } };
const config = { token: "good-token", deploymentConfig: { baseUrl: MOCKSERVER_URL } };
const outcomes = {};

async function tell(step, call) {
  try {
    outcomes[step] = { value: (await call()) ?? null };
  } catch (error) {
    const { statusCode, details, parameters, currentValue, allowedValues } = error;
    outcomes[step] = { error: error.constructor.name, statusCode, details, parameters, currentValue, allowedValues };
  }
  return outcomes[step].value ?? {};
}

async function goThrough(name, client, submit, options) {
  const job = await tell(`${name}.submit`, submit);
  const id = job.id ?? "nobody";
  await tell(`${name}.details`, () => client.getJobDetails(id));
  await tell(`${name}.list`, () => client.getListOfJobs());
  await tell(`${name}.page`, () => client.getListOfJobs({ limit: 5, starting_after: id }));
  await tell(`${name}.wrong_page`, () => client.getListOfJobs({ limit: 1001 }));
  await tell(`${name}.result`, () => client.getResult(id));
  await tell(`${name}.result_with_options`, () => client.getResult(id, options));
  await tell(`${name}.delete`, () => client.deleteJob(id));
  await tell(`${name}.after_deletion`, () => client.getJobDetails(id));
}

const languageId = new LanguageIdClient(config);
await goThrough("language_id", languageId, () => languageId.submitJob({ source_config: { url: MEDIA_URL } }));
await tell("language_id.local_file", () => languageId.submitJobLocalFile(MEDIA_FILE, { metadata: "file" }));
await tell("language_id.audio_data", () => languageId.submitJobAudioData(Buffer.from("sound"), "a.mp3", { metadata: "data" }));
await tell("language_id.nothing", () => languageId.submitJob({}));

const topics = new TopicExtractionClient(config);
const forTopics = { metadata: "m", notification_config: HOOK, delete_after_seconds: 60 };
await goThrough("topic_extraction", topics, () => topics.submitJobFromText(TEXT, forTopics), { threshold: 1 });
await tell("topic_extraction.json", () => topics.submitJobFromJson(JSON.parse(TRANSCRIPT)));
await tell("topic_extraction.nothing", () => topics.submitJobFromText(""));

const sentiments = new SentimentAnalysisClient(config);
const submitText = () => sentiments.submitJobFromText(TEXT, { language: "en" });
await goThrough("sentiment_analysis", sentiments, submitText, { filter_for: "positive" });
await tell("sentiment_analysis.json", () => sentiments.submitJobFromJson(JSON.parse(TRANSCRIPT)));
await tell("sentiment_analysis.nothing", () => sentiments.submitJobFromText(""));

const vocabularies = new RevAiCustomVocabulariesClient("good-token");
vocabularies.apiHandler.instance.defaults.baseURL = `${MOCKSERVER_URL}/speechtotext/v1/vocabularies`;
const phrases = [{ phrases: ["Patrick Henry Winston"] }];
const vocabulary = await tell("vocabulary.submit", () => vocabularies.submitCustomVocabularies(phrases, null, "m", HOOK));
const vocabularyId = vocabulary.id ?? "nobody";
await tell("vocabulary.details", () => vocabularies.getCustomVocabularyInformation(vocabularyId));
await tell("vocabulary.list", () => vocabularies.getListOfCustomVocabularyInformations());
await tell("vocabulary.page", () => vocabularies.getListOfCustomVocabularyInformations(1));
await tell("vocabulary.delete", () => vocabularies.deleteCustomVocabulary(vocabularyId));
await tell("vocabulary.after_deletion", () => vocabularies.getCustomVocabularyInformation(vocabularyId));
await tell("vocabulary.nothing", () => vocabularies.submitCustomVocabularies([{ phrases: ["four2"] }]));

console.log(JSON.stringify(outcomes));
