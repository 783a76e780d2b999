// Drives operations of every kind of resource through `@aws-sdk/client-transcribe`: a story each, paginators and waiters.
import * as aws from "@aws-sdk/client-transcribe";

const { MOCKSERVER_URL, SAMPLES } = process.env;
const samples = JSON.parse(SAMPLES);
const client = new aws.TranscribeClient({
  endpoint: MOCKSERVER_URL,
  region: "us-east-1",
  credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
});

const call = (operation, input) => client.send(new aws[`${operation}Command`](input ?? samples[operation]));

// Tells an error as a program sees it.
const refused = (operation, input) =>
  call(operation, input).then(
    () => null,
    (error) => ({ name: error.name, message: error.message, fault: error.$fault, status: error.$metadata.httpStatusCode }),
  );

const waited = async (waiter, operation, names) => {
  await call(operation);
  const settings = { client, maxWaitTime: 60, minDelay: 0.001, maxDelay: 0.001 };
  return (await aws[waiter](settings, names)).state;
};

const waiters = {
  job: await waited("waitUntilTranscriptionJobCompleted", "StartTranscriptionJob", { TranscriptionJobName: "job" }),
  medical: await waited("waitUntilMedicalTranscriptionJobCompleted", "StartMedicalTranscriptionJob", {
    MedicalTranscriptionJobName: "medical-job",
  }),
  scribe: await waited("waitUntilMedicalScribeJobCompleted", "StartMedicalScribeJob", { MedicalScribeJobName: "scribe-job" }),
  call: await waited("waitUntilCallAnalyticsJobCompleted", "StartCallAnalyticsJob", { CallAnalyticsJobName: "call" }),
  model: await waited("waitUntilLanguageModelCompleted", "CreateLanguageModel", { ModelName: "model" }),
  vocabulary: await waited("waitUntilVocabularyReady", "CreateVocabulary", { VocabularyName: "words" }),
  medicalVocabulary: await waited("waitUntilMedicalVocabularyReady", "CreateMedicalVocabulary", {
    VocabularyName: "medical-words",
  }),
};

const created = (await call("CreateCallAnalyticsCategory")).CategoryProperties;
const filter = await call("CreateVocabularyFilter");
const job = (await call("GetTranscriptionJob")).TranscriptionJob;
const tagged = await call("TagResource");

for (let number = 0; number < 7; number += 1) {
  await call("CreateVocabularyFilter", { ...samples.CreateVocabularyFilter, VocabularyFilterName: `filter-${number}` });
}
const pages = [];
for await (const page of aws.paginateListVocabularyFilters({ client }, {})) {
  pages.push(page.VocabularyFilters.map((item) => item.VocabularyFilterName));
}

console.log(
  JSON.stringify({
    waiters,
    rules: created.Rules.map((rule) => Object.keys(rule)[0]),
    createTime: created.CreateTime instanceof Date && created.CreateTime.toISOString(),
    filterTime: filter.LastModifiedTime instanceof Date,
    jobTimes: [job.CreationTime, job.StartTime, job.CompletionTime].every((time) => time instanceof Date),
    tagged: tagged.$metadata.httpStatusCode,
    pages,
    deleted: (await call("DeleteCallAnalyticsJob")).$metadata.httpStatusCode,
    missing: await refused("GetCallAnalyticsJob"),
    taken: await refused("CreateVocabulary"),
    invalid: await refused("GetVocabulary", { VocabularyName: "a/b" }),
    nowhere: await refused("ListTagsForResource", { ResourceArn: `${samples.TagResource.ResourceArn}-other` }),
  }),
);
